// The board: drag by mouse and touch, tap and tap, keyboard, a card's page as a dialog, and news from other screens.
// The server owns the plan. Without this file every card still has its page with a form.
(() => {
  if (!window.htmx || !window.Sortable) return;
  const STOPS = 'a[href], button, summary, textarea, select, input:not([type=hidden]), [tabindex="0"]';
  const board = () => document.getElementById('board');
  const live = document.getElementById('live');
  const dialog = document.getElementById('dialog');
  const words = () => JSON.parse(board().dataset.words);
  let picked = null, dragging = false, sending = 0, newest = 0, unfollow = null, came = [], stays = false;

  // A live region is read aloud when its text changes, also to the same text again.
  // What is of use for keys is heard; who looks has it in front of her.
  const heard = text => Object.assign(document.createElement('span'), {className: 'sr-only', textContent: ` ${text}`});
  const tell = (text, how) => {
    live.textContent = '';
    live.classList.toggle('asks-where', how !== undefined);
    if (text) setTimeout(() => { live.replaceChildren(text, ...how ? [heard(how)] : []); }, 60);
  };
  const isBusy = () => sending || picked || dragging || dialog.open || document.activeElement?.closest('#board form textarea, #board form input');

  const send = (tile, place) => {
    const values = {version: board().dataset.version, ...place};
    if (tile.dataset.card) values.card = tile.dataset.card; else values.offer = tile.dataset.offer;
    return htmx.ajax('POST', board().dataset.move, {values, target: '#board', swap: 'outerHTML'});
  };
  const placeOf = spot => spot.dataset.week
    ? {place: 'plan', lane: spot.closest('.ground').dataset.lane, week: spot.dataset.week}
    : {place: spot.dataset.place};
  const nameOf = spot => spot.dataset.week
    ? `${spot.closest('.lane').querySelector('h3').textContent.trim()}, ${words().week.replace('{number}', spot.dataset.number)}`
    : spot.dataset.name;

  // --- tap and tap, and the keyboard: a chosen card, a button wherever it can lie, and a way out ---
  let hushed = [];
  function drop() {
    if (!picked) return;
    picked.classList.remove('picked');
    picked.querySelector('.face').setAttribute('aria-pressed', 'false');
    document.querySelectorAll('.place-here, .targets, .put-back').forEach(one => one.remove());
    document.querySelector('.weeks')?.classList.remove('placing');
    hushed.forEach(([one, before]) => { if (before === null) one.removeAttribute('tabindex'); else one.setAttribute('tabindex', before); });
    hushed = [];
    picked = null;
  }
  // The place that had the focus goes, so the card has it, whatever the answer is.
  function putDown(tile) {
    drop();
    tile.querySelector('.face').focus({preventScroll: true});
  }
  function putBack() {
    putDown(picked);
    document.activeElement.scrollIntoView({block: 'nearest'});
    tell(words().cancelled);
    catchUp();
  }
  function button(tile, spot, isTight) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'place-here';
    // The weeks of all lanes are one stop of Tab, which the arrow keys move; the places beside them have each their own.
    made.tabIndex = spot.dataset.week ? -1 : 0;
    made.textContent = isTight ? spot.dataset.number : words().here;
    made.setAttribute('aria-label', `${isTight ? `${spot.dataset.number}: ` : ''}${words().here}: ${tile.dataset.word}, ${nameOf(spot)}`);
    made.addEventListener('click', event => { event.stopPropagation(); putDown(tile); send(tile, placeOf(spot)); });
    return made;
  }
  function wayOut(told) {
    const made = document.createElement('div'), text = document.createElement('p'), out = document.createElement('button');
    made.className = 'put-back';
    text.textContent = told;
    out.type = 'button';
    out.className = 'button button-secondary';
    out.textContent = words().back;
    out.addEventListener('click', putBack);
    made.append(text, out);
    return made;
  }
  function pick(tile) {
    if (picked === tile) { putBack(); return; }
    drop();
    picked = tile;
    tile.classList.add('picked');
    const face = tile.querySelector('.face'), fields = document.querySelectorAll('.ground:not([data-closed])');
    face.setAttribute('aria-pressed', 'true');
    document.querySelector('.weeks').classList.add('placing');
    // Until it lies, Tab goes from place to place; all else is still there for a finger, a mouse and a screen reader.
    hushed = [...board().querySelectorAll(STOPS)].filter(one => one !== face).map(one => [one, one.getAttribute('tabindex')]);
    hushed.forEach(([one]) => { one.tabIndex = -1; });
    const isNarrow = getComputedStyle(document.querySelector('.head')).display === 'none';
    const rows = [...fields].map(field => {
      const row = document.createElement('div'), cells = [...field.querySelectorAll('.cell')];
      row.className = 'targets track';
      // In a toolbar, screen readers leave the arrow keys to the page.
      row.setAttribute('role', 'toolbar');
      row.setAttribute('aria-label', `${words().weeks}: ${field.closest('.lane').querySelector('h3').textContent.trim()}`);
      row.append(...cells.map(cell => button(tile, cell, isNarrow || cells.length > 16)));
      return row;
    });
    fields.forEach((field, at) => field.append(rows[at]));
    document.querySelectorAll('.zone').forEach(zone => { if (zone !== tile.parentElement) zone.after(button(tile, zone)); });
    const how = matchMedia('(hover: none)').matches ? '' : words().how;
    board().append(wayOut(how));
    const near = firstPlace(tile);
    near.tabIndex = 0;
    near.focus({preventScroll: true});
    near.scrollIntoView({block: 'nearest'});
    tell(words().picked.replace('{word}', tile.dataset.word), how);
  }
  document.addEventListener('focusin', event => {
    if (!event.target.matches('.targets .place-here')) return;
    document.querySelectorAll('.targets .place-here[tabindex="0"]').forEach(one => { one.tabIndex = -1; });
    event.target.tabIndex = 0;
  });
  // Where somebody would look first: where the card lies now, else this week in the lane that it is for.
  function firstPlace(tile) {
    const fields = [...document.querySelectorAll('.ground:not([data-closed])')];
    const field = fields.find(one => one.contains(tile)) || fields.find(one => one.dataset.lane === tile.dataset.lane) || fields[0];
    const cells = [...field.querySelectorAll('.cell')];
    const at = [cells.findIndex(one => one.dataset.week === tile.dataset.week), cells.findIndex(one => one.matches('.now')), 0];
    return field.querySelectorAll('.place-here')[at.find(one => one >= 0)];
  }
  function step(from, key) {
    const all = [...document.querySelectorAll('.place-here')], rowOf = one => one.closest('.targets') || one;
    const row = rowOf(from), at = [...row.children].indexOf(from);
    if (key === 'Home' || key === 'End') return row.children[key === 'Home' ? 0 : row.children.length - 1];
    if (key === 'ArrowRight' || key === 'ArrowLeft') return all[all.indexOf(from) + (key === 'ArrowRight' ? 1 : -1)];
    // Up and down keep the week; P and the hand are rows of one place.
    const rows = [...new Set(all.map(rowOf))], next = rows[rows.indexOf(row) + (key === 'ArrowDown' ? 1 : -1)];
    return next?.children[Math.max(at, 0)] || next;
  }
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && picked) {
      putBack();
    } else if (event.key === 'Escape' && dragging) {
      cancelled = true;
    } else if (/^(Arrow|Home|End)/.test(event.key) && event.target.matches('.place-here')) {
      step(event.target, event.key)?.focus();
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !dialog.open && !event.target.matches('textarea, input')) {
      event.preventDefault();
      stays = true;
      document.getElementById(event.shiftKey ? 'redo' : 'undo').click();
    } else if (event.key === ' ' && event.target.matches('.face[role=button]')) {
      event.preventDefault();
      event.target.click();
    }
  });
  document.addEventListener('click', event => {
    const face = event.target.closest('.face[role=button]');
    if (face) { event.preventDefault(); pick(face.closest('.tile')); return; }
    const opens = event.target.closest('.tile .more, .tile .face, .lines a');
    if (opens && board().contains(opens) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(opens.href);
    }
  });

  // --- a card's page, a note's page: as a dialog ---
  let opener = [];
  async function open(address) {
    drop();
    opener = trail(document.activeElement);
    const answer = await fetch(address, {headers: {'X-Dialog': '1'}}).catch(() => null);
    const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('dialog-page');
    if (!part) { location.href = address; return; }
    const content = document.getElementById('dialog-content');
    content.replaceChildren(...part.childNodes);
    content.querySelector('h1')?.setAttribute('id', 'dialog-title');
    htmx.process(content);
    dialog.showModal();
    content.scrollTop = 0;
  }
  document.getElementById('dialog-close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { if (!board().contains(document.activeElement)) focusOn(opener); catchUp(); });

  // --- dragging: the library lifts and carries; where a card lands is where it is seen to lie ---
  const carry = {
    sort: false, group: {name: 'cards', pull: 'clone', put: false}, draggable: '.tile[data-card], .tile[data-offer]', filter: '.more, .asks, .asks *',
    preventOnFilter: false, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 6,
    delay: 180, delayOnTouchOnly: true, touchStartThreshold: 6,
  };
  let spot = null, held = null, cancelled = false;
  const spotAt = (x, y) => document.elementsFromPoint(x, y).find(one => one.matches('.cell, .zone') && !one.closest('[data-closed]'));
  function over(event) {
    const point = event.touches?.[0] || event;
    const found = spotAt(point.clientX - held.x, point.clientY) || spotAt(point.clientX, point.clientY);
    if (found === spot) return;
    spot?.classList.remove('over');
    spot = found;
    spot?.classList.add('over');
  }
  const MOVES = ['pointermove', 'touchmove', 'mousemove'];
  function lift(event) {
    drop();
    dragging = true;
    cancelled = false;
    const from = event.originalEvent, point = from.touches?.[0] || from, box = event.item.getBoundingClientRect();
    const week = document.querySelector('.cell')?.getBoundingClientRect().width || 0;
    // The week under the card's first half week, not the one under the finger.
    held = {x: Math.max(0, point.clientX - box.left - week / 2)};
    if (!event.item.closest('.ground')) held.x = Math.min(held.x, week / 2);
    MOVES.forEach(name => document.addEventListener(name, over, {passive: true}));
  }
  function land(event) {
    MOVES.forEach(name => document.removeEventListener(name, over));
    dragging = false;
    spot?.classList.remove('over');
    const found = spot, tile = event.item;
    spot = null;
    // A click follows a drag by mouse; it must not choose the card as well.
    window.addEventListener('click', stop, {capture: true, once: true});
    setTimeout(() => window.removeEventListener('click', stop, {capture: true}), 50);
    if (found && found !== tile.parentElement && !cancelled) send(tile, placeOf(found));
    else { if (cancelled) tell(words().cancelled); catchUp(); }
  }
  const stop = event => { event.preventDefault(); event.stopPropagation(); };

  // --- after every answer ---
  function ready(message) {
    const now = board();
    now.querySelectorAll('.tile[data-card] .face, .tile[data-offer] .face').forEach(face => {
      face.setAttribute('role', 'button');
      face.setAttribute('aria-pressed', 'false');
      face.draggable = false;
    });
    now.querySelectorAll('.laid, .pile-list').forEach(list => Sortable.create(list, {...carry, onStart: lift, onEnd: land}));
    if (message ?? now.dataset.message) tell(message ?? now.dataset.message);
  }
  // Where somebody is: what they are on, and around it all that has a name, from the inside out.
  const trail = from => {
    const names = [];
    for (let one = from; one && one !== board() && board().contains(one); one = one.parentElement) {
      names.push(one.getAttribute('id') || one.getAttribute('aria-labelledby'));
    }
    return names.length ? [...names.filter(Boolean), 'board-title'] : [];
  };
  // The first of these that is still there; a list of lines by its last one, which is the newest.
  function focusOn(names) {
    const found = names.map(name => document.getElementById(name)).find(Boolean);
    if (!found) return;
    const inside = found.matches('ul') ? [...found.querySelectorAll('a')].pop() : found.querySelector('.face, a, button');
    const chosen = found.matches('a, button, summary, textarea, input, select, [tabindex]') ? found : inside || found;
    if (chosen.tabIndex < 0) chosen.tabIndex = -1;
    chosen.focus();
    chosen.scrollIntoView({block: 'nearest'});
  }
  // What was refused stays written, in its form and with the reason at the field; without a field the reason is said.
  document.addEventListener('htmx:after:request', event => {
    const {ctx} = event.detail, status = ctx.response.status, form = ctx.sourceElement?.closest?.('form');
    if (status < 400 || [403, 404].includes(status)) return;
    const fields = [...form?.querySelectorAll('textarea, select, input:not([type=hidden], [type=radio], [type=checkbox])') || []];
    const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
    if (status !== 422 || !fields.length) {
      if (answer.getElementById('board')) return;
      event.preventDefault();
      tell([...answer.querySelectorAll('main h1, main li, main p:not(:has(a))')].map(one => one.textContent.trim().replace(/\s+/g, ' ')).join(' '));
      return;
    }
    event.preventDefault();
    const fault = form.querySelector('.fault') || document.createElement('p');
    fault.className = 'fault';
    fault.id = 'fault';
    fault.textContent = answer.getElementById('board')?.dataset.message
      || [...answer.querySelectorAll('.problems li')].map(one => one.textContent.trim().replace(/\s+/g, ' ')).join(' ');
    form.prepend(fault);
    const named = ctx.response.headers.get('tilbud-field');
    const field = form.querySelector(`[name="${named}"]:not([type=hidden])`) || (fields.length === 1 ? fields[0] : null);
    form.querySelectorAll('[aria-invalid]').forEach(one => one.removeAttribute('aria-invalid'));
    if (!field) { fault.tabIndex = -1; fault.focus(); return; }
    field.setAttribute('aria-invalid', 'true');
    if (!field.getAttribute('aria-describedby')?.includes('fault')) {
      field.setAttribute('aria-describedby', `fault ${field.getAttribute('aria-describedby') || ''}`.trim());
    }
    field.focus();
  });
  // What dragging left on the cards must not be copied on: pages take no styles of their own.
  document.addEventListener('htmx:before:swap', () => {
    document.querySelectorAll('#board [style]').forEach(one => one.removeAttribute('style'));
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!board()) focusOn(['content']);
    if (!board() || board().dataset.ready) return;
    board().dataset.ready = '1';
    picked = null;
    sending = 0;
    const names = [stays ? '' : board().dataset.focus, ...came];
    stays = false;
    if (dialog.open) dialog.close();
    ready();
    if (came.length || board().dataset.focus) focusOn(names);
    came = [];
    catchUp();
  });

  // --- other screens: what comes while somebody is in the middle of something waits until they are done ---
  document.addEventListener('htmx:before:request', () => {
    sending += 1;
    came = dialog.open ? opener : trail(document.activeElement);
  });
  document.addEventListener('htmx:error', () => { sending = 0; newest = 0; tell(words().offline); });
  document.addEventListener('htmx:finally:request', () => { sending = Math.max(0, sending - 1); catchUp(); });
  async function catchUp() {
    if (newest <= Number(board()?.dataset.version ?? newest) || isBusy()) return;
    await htmx.ajax('GET', `${board().dataset.again}?siden=${board().dataset.version}`, {target: '#board', swap: 'outerHTML'});
  }
  function follow() {
    unfollow = followPlan(board().dataset.follow, version => {
      newest = version;
      if (newest > Number(board()?.dataset.version) && isBusy() && !sending) tell(words().changed); else catchUp();
    });
  }
  document.addEventListener('focusout', () => setTimeout(catchUp));
  window.addEventListener('pagehide', () => unfollow?.());
  board().dataset.ready = '1';
  ready('');
  if (board().dataset.message && location.hash) focusOn([location.hash.slice(1)]);
  follow();
})();
