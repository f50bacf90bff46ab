// The board: drag by mouse and touch, tap and tap, keyboard, a card's page as a dialog, and news from other screens.
// The server owns the plan. Without this file every card still has its page with a form.
(() => {
  if (!window.htmx || !window.Sortable) return;
  const STOPS = 'a[href], button, summary, textarea, select, input:not([type=hidden]), [tabindex="0"]';
  const board = () => document.getElementById('board');
  const dialog = document.getElementById('dialog');
  const words = () => JSON.parse(board().dataset.words);
  let picked = null, dragging = false, pressed = false, sending = false, newest = 0, unfollow = null, stays = false;

  const isBusy = () => sending || picked || dragging || pressed || dialog.open || document.activeElement?.closest('#board form textarea, #board form input');

  const send = (tile, place) => {
    const values = {version: board().dataset.version, ...place};
    if (tile.dataset.card) values.card = tile.dataset.card; else values.offer = tile.dataset.offer;
    return htmx.ajax('POST', board().dataset.move, {values, target: '#board', swap: 'outerHTML'});
  };
  const placeOf = spot => spot.dataset.week
    ? {place: 'plan', lane: spot.closest('.ground').dataset.lane, week: spot.dataset.week}
    : {place: spot.dataset.place};
  const liesIn = (tile, spot) => spot.dataset.week
    ? tile.dataset.week === spot.dataset.week && tile.closest('.ground') === spot.closest('.ground')
    : tile.parentElement === spot;
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
    made.addEventListener('click', event => {
      event.stopPropagation();
      if (liesIn(tile, spot)) { putBack(); return; }
      putDown(tile);
      send(tile, placeOf(spot));
    });
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
    opening += 1;
    const near = choose(tile);
    near.focus({preventScroll: true});
    near.scrollIntoView({block: 'nearest'});
    tell(words().picked.replace('{word}', tile.dataset.word), how());
  }
  const how = () => matchMedia('(hover: none)').matches ? '' : words().how;
  // Returns the place to begin at: the one with this name, if it is there.
  function choose(tile, name) {
    drop();
    picked = tile;
    tile.classList.add('picked');
    const face = tile.querySelector('.face'), fields = document.querySelectorAll('.ground:not([data-closed])');
    face.setAttribute('aria-pressed', 'true');
    document.querySelector('.weeks').classList.add('placing');
    // Until it lies, Tab goes from place to place; all else is still there for a finger, a mouse and a screen reader.
    hushed = [...board().querySelectorAll(STOPS)].filter(one => one !== face).map(one => [one, one.getAttribute('tabindex')]);
    hushed.forEach(([one]) => { one.tabIndex = -1; });
    // On a narrow screen, and in a long plan, a week is too small for a finger: its places stand in lines of their own.
    const isListed = document.querySelector('.cell').getBoundingClientRect().width < 28;
    const rows = [...fields].map(field => {
      const row = document.createElement('div'), cells = [...field.querySelectorAll('.cell')];
      row.className = isListed ? 'targets track listed' : 'targets track';
      // In a toolbar, screen readers leave the arrow keys to the page.
      row.setAttribute('role', 'toolbar');
      row.setAttribute('aria-label', `${words().weeks}: ${field.closest('.lane').querySelector('h3').textContent.trim()}`);
      row.append(...cells.map(cell => button(tile, cell, isListed || cells.length > 16)));
      return row;
    });
    fields.forEach((field, at) => field.append(rows[at]));
    document.querySelectorAll('.zone').forEach(zone => { if (zone !== tile.parentElement) zone.after(button(tile, zone)); });
    board().append(wayOut(how()));
    const near = [...document.querySelectorAll('.place-here')].find(one => one.getAttribute('aria-label') === name) || firstPlace(tile);
    (near.closest('.targets') ? near : firstPlace(tile)).tabIndex = 0;
    return near;
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
    if (event.key === 'Escape') opening += 1;
    if (event.key === 'Escape' && picked) {
      putBack();
    } else if (event.key === 'Escape' && dragging) {
      cancelled = true;
    } else if (/^(Arrow|Home|End)/.test(event.key) && event.target.matches('.place-here')) {
      step(event.target, event.key)?.focus();
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !dialog.open && !dragging && !event.target.matches('textarea, input')) {
      event.preventDefault();
      stays = true;
      document.getElementById(event.shiftKey ? 'redo' : 'undo')?.click();
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
      open(opens);
    }
  });

  // --- a card's page, a note's page: as a dialog ---
  let opener = [], opening = 0;
  async function open(link) {
    drop();
    link.focus({preventScroll: true});
    opener = trail(link);
    const turn = ++opening;
    const answer = await fetch(link.href, {headers: {'X-Dialog': '1'}}).catch(() => null);
    const text = await answer?.text().catch(() => null);
    // Whoever has gone on to something else meanwhile is not interrupted.
    if (turn !== opening) return;
    if (text === undefined || text === null) { tell(words().offline); return; }
    const part = answer.ok && new DOMParser().parseFromString(text, 'text/html').getElementById('dialog-page');
    if (!part) { location.href = link.href; return; }
    const content = document.getElementById('dialog-content');
    content.replaceChildren(...part.childNodes);
    content.querySelector('h1')?.setAttribute('id', 'dialog-title');
    htmx.process(content);
    lineUp(content);
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
  let spot = null, held = null, cancelled = false, width = 0;
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
    event.item.querySelector('.face').focus({preventScroll: true});
    opening += 1;
    dragging = true;
    cancelled = false;
    width = innerWidth;
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
    setTimeout(() => {
      window.removeEventListener('click', stop, {capture: true});
      // The library waits for that click too, and would swallow the next one that is meant.
      document.body.click();
    }, 50);
    if (/cancel/.test(event.originalEvent?.type)) cancelled = true;
    if (found && !cancelled && !liesIn(tile, found)) send(tile, placeOf(found));
    else tell(words().cancelled);
    goOn();
  }
  // A second finger, and a telephone that is turned, end it: the card would land where nobody meant it to.
  document.addEventListener('touchstart', event => { if (dragging && event.touches.length > 1) cancelled = true; }, {passive: true, capture: true});
  window.addEventListener('resize', () => { if (dragging && innerWidth !== width) cancelled = true; });
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
    lineUp(now);
    if (message ?? now.dataset.message) tell(message ?? now.dataset.message);
  }
  // Where somebody is: what they are on, and around it all that has a name, from the inside out.
  const trail = start => {
    const names = [], near = start?.closest('.tile, .write');
    if (near) names.push(`${near.id} ${[...near.querySelectorAll(STOPS)].indexOf(start)}`);
    for (let one = start; one && one !== board() && board().contains(one); one = one.parentElement) {
      names.push(one.getAttribute('id') || one.getAttribute('aria-labelledby'));
    }
    return names.length ? [...names.filter(Boolean), 'board-title'] : [];
  };
  // By its id; or by its number among what can be pressed on a card, where it is seen.
  const thingOf = name => {
    const [id, number] = name.split(' '), thing = document.getElementById(id), one = thing?.querySelectorAll(STOPS)[number];
    return number ? one?.checkVisibility() && one : thing;
  };
  // The first of these that is still there; a list of lines by its last one, which is the newest.
  function focusOn(names) {
    const found = names.map(thingOf).find(Boolean);
    if (!found) return;
    const inside = found.matches('ul') ? [...found.querySelectorAll('a')].pop() : found.querySelector('.face, a, button');
    const chosen = found.matches('a, button, summary, textarea, input, select, [tabindex]') ? found : inside || found;
    if (chosen.tabIndex < 0) chosen.tabIndex = -1;
    chosen.focus();
    chosen.scrollIntoView({block: 'nearest'});
  }

  // --- one thing after the other: what is sent waits in line, and an answer waits for a hand that is doing something ---
  const followed = new Map(), underWay = new WeakSet(), later = [];
  document.body.setAttribute('hx-sync', 'queue all');
  const lineUp = part => part.querySelectorAll('[hx-post]').forEach(form => form.setAttribute('hx-sync', 'body:queue all'));
  // A form that is pressed twice is sent once.
  document.addEventListener('submit', event => {
    if (!event.target.hasAttribute('hx-post')) return;
    if (underWay.has(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); }
    underWay.add(event.target);
  }, {capture: true});
  document.addEventListener('htmx:before:request', event => {
    const {ctx} = event.detail, sent = ctx.request.body;
    if (!board() || !sent && newest <= Number(board().dataset.version)) { event.preventDefault(); return; }
    sending = true;
    ctx.from = document.activeElement;
    ctx.came = dialog.open ? opener : trail(ctx.from);
    ctx.target = board();
    // What she decided on this screen before its last answer came knows of that answer, where nobody else has changed anything.
    let version = sent?.get('version');
    while (followed.has(version)) version = followed.get(version);
    if (version) sent.set('version', version);
  });
  document.addEventListener('htmx:after:request', event => {
    const {ctx} = event.detail, version = ctx.request.body?.get('version'), now = /data-version="(\d+)"/.exec(ctx.text)?.[1];
    if (event.defaultPrevented) return;
    if (version && ctx.response.status < 400 && Number(now) === Number(version) + 1) followed.set(version, now);
    ctx.target = board();
    if (dragging || pressed) { event.preventDefault(); later.push(ctx); }
  });
  async function goOn() {
    while (later.length && board() && !dragging && !pressed) {
      const ctx = later.shift();
      ctx.target = board();
      await htmx.swap(ctx);
    }
    catchUp();
  }
  // A press is a press on what it began on.
  document.addEventListener('pointerdown', event => { pressed = event.button === 0 && Boolean(event.target.closest('#board')); }, {capture: true});
  for (const kind of ['pointerup', 'pointercancel', 'keyup']) {
    document.addEventListener(kind, () => setTimeout(() => { pressed = false; if (!dragging) goOn(); }), {capture: true});
  }
  // What she is in the middle of when the board is put in place anew: words not yet sent, a card chosen, where she is.
  let kept = null;
  const written = () => [...board().querySelectorAll('form textarea')].filter(one => one.value !== one.defaultValue);
  document.addEventListener('htmx:before:swap', event => {
    if (!board()) return;
    const {sourceElement: source, from, came} = event.detail.ctx, active = document.activeElement;
    const left = active !== from && from.isConnected && active !== document.body;
    const sent = source?.querySelector?.('textarea')?.id;
    kept = {
      words: written().filter(one => one.id !== sent || source === document.body).map(one => [one.id, one.value]),
      card: picked?.id,
      place: active?.getAttribute('aria-label'),
      asked: dialog.contains(source),
      left,
      came: left ? trail(active) : came,
      writing: active?.matches('#board textarea') && [active.selectionStart, active.selectionEnd],
    };
    drop();
    board().querySelectorAll('.laid, .pile-list').forEach(list => Sortable.get(list)?.destroy());
    // What dragging left on the cards must not be copied on: pages take no styles of their own.
    document.querySelectorAll('#board [style]').forEach(one => one.removeAttribute('style'));
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!board() || board().dataset.ready) return;
    board().dataset.ready = '1';
    const focus = board().dataset.focus, {left, came} = kept, names = left && focus !== 'notice' ? came : [stays ? '' : focus, ...came];
    stays = false;
    if (kept.asked && dialog.open) dialog.close();
    ready();
    for (const [id, value] of kept.words) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      field.closest('details').open = true;
    }
    const tile = kept.card && document.getElementById(kept.card);
    if (tile?.matches('[data-card], [data-offer]')) choose(tile, kept.place).focus();
    else if (!dialog.open && (came.length || !left && focus)) focusOn(names);
    if (kept.writing && document.activeElement.matches('textarea')) document.activeElement.setSelectionRange(...kept.writing);
    catchUp();
  });

  // --- other screens: what comes while somebody is in the middle of something waits until they are done ---
  // A line that is lost is told of when she does something; what she missed meanwhile comes when the line is found.
  let missed = 0;
  document.addEventListener('htmx:error', event => {
    [missed, newest, sending, stays] = [Math.max(missed, newest), 0, false, false];
    if (event.detail.ctx.request.body) tell(words().offline);
  });
  window.addEventListener('online', () => { newest = Math.max(missed, newest); catchUp(); });
  document.addEventListener('htmx:finally:request', event => {
    underWay.delete(event.detail.ctx.sourceElement);
    sending = false;
    catchUp();
  });
  async function catchUp() {
    if (newest <= Number(board()?.dataset.version ?? newest) || isBusy()) return;
    await htmx.ajax('GET', `${board().dataset.again}?siden=${board().dataset.version}`, {target: '#board', swap: 'outerHTML'});
  }
  function follow() {
    unfollow = followPlan(board().dataset.follow, version => {
      newest = version;
      if (newest > Number(board()?.dataset.version) && isBusy() && !sending && !pressed) tell(words().changed); else catchUp();
    });
  }
  document.addEventListener('focusout', () => setTimeout(catchUp));
  window.addEventListener('pagehide', () => unfollow?.());
  board().dataset.ready = '1';
  ready('');
  if (board().dataset.message && location.hash) focusOn([location.hash.slice(1)]);
  follow();
})();
