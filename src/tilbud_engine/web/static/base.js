// What all pages share: what has been done is said, and a page is read aloud where the browser has a voice for it.
(() => {
  const live = document.getElementById('live');
  // A screen reader says what comes into a live region, not what stands there when the page opens.
  const told = [...live.childNodes];
  if (told.length) {
    live.replaceChildren();
    setTimeout(() => { if (!live.textContent) live.replaceChildren(...told); }, 100);
  }
  // A live region is read aloud when its text changes, also to the same text again.
  // What is of use for keys is heard; who looks has it in front of her.
  const heard = text => Object.assign(document.createElement('span'), {className: 'sr-only', textContent: ` ${text}`});
  window.tell = (text, how) => {
    live.textContent = '';
    live.classList.toggle('asks-where', how !== undefined);
    if (text) setTimeout(() => { live.replaceChildren(text, ...how ? [heard(how)] : []); }, 60);
  };
  // It covers a part of the page, so it goes when the reader goes on.
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, () => { live.textContent = ''; }, {capture: true});
})();
// Tell a page each new version of its plan. Where too many screens listen, it asks now and then instead.
window.followPlan = (address, heard) => {
  const stream = new EventSource(address);
  let clock = 0;
  const ask = async () => {
    const answer = await fetch(`${address}?nu=1`).catch(() => null);
    // Whose way in has ended sees nothing of it any more, also not what was there before.
    if (answer && [403, 404].includes(answer.status)) location.reload();
    if (answer?.ok) heard(Number(await answer.text()));
  };
  const askNowAndThen = () => { stream.close(); clock ||= setInterval(ask, 5000); };
  stream.addEventListener('version', event => heard(Number(event.data)));
  stream.addEventListener('full', askNowAndThen);
  stream.addEventListener('error', () => { if (stream.readyState === EventSource.CLOSED) askNowAndThen(); });
  return () => { stream.close(); clearInterval(clock); };
};
// A page that the browser kept and shows again on Back is asked for anew: the plan may have been put away since.
window.addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
// What is written or ticked and not sent yet goes along with the form beside it that is, and is sent before she goes on:
// a page that comes anew would be without it. `data-keep` names the field; boxes to write in go by their ids.
(() => {
  const fieldsOf = form => [...form.querySelectorAll(`[name=${form.dataset.keep}]`)];
  const isUnsent = one => one.type === 'checkbox' ? one.checked !== one.defaultChecked : one.value.trim();
  const unsent = () => [...document.querySelectorAll('form[data-keep]')].filter(form => fieldsOf(form).some(isUnsent));
  const sentOf = form => fieldsOf(form)[0].type !== 'checkbox' ? fieldsOf(form).map(one => [one.id, one.value])
    : [...new FormData(form)].filter(([name]) => name !== 'version');
  document.addEventListener('submit', event => {
    const sent = event.target;
    if (!sent.matches('[data-keep]')) return;
    for (const one of sent.querySelectorAll('[data-along]')) one.remove();
    for (const form of unsent().filter(one => one !== sent && one.action === sent.action)) {
      for (const [name, value] of sentOf(form)) {
        const along = Object.assign(document.createElement('input'), {type: 'hidden', name, value});
        along.dataset.along = '';
        sent.append(along);
      }
    }
  });
  document.addEventListener('click', event => {
    const [form] = event.target.closest('.onward a') ? unsent() : [];
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button'));
  });
})();
// A page that a form of its own sent for begins where the reader was: at the same button, or at what is asked next.
(() => {
  const CAME = 'came-from';
  // What a button is, in a number: nothing that anybody wrote is kept in the browser.
  const number = text => [...text].reduce((sum, one) => (Math.imul(sum, 31) + one.codePointAt(0)) | 0, 7);
  const namesOf = button => {
    const ids = [...button.form.querySelectorAll('[type=hidden]')].filter(one => !['version', 'done', 'shared'].includes(one.name));
    const form = `${button.form.getAttribute('action')} ${ids.map(one => one.value)}`;
    const said = button.getAttribute('aria-label') || button.textContent.replace(/\s+/g, ' ').trim();
    return [`${form} ${said}`, `${form} ${button.value}`, ids.length ? form : ''].map(number);
  };
  // What it does, to whatever it does it: the buttons of a list are alike.
  const doesOf = button => number(`${button.form.getAttribute('action')} ${button.name === 'do' ? button.value : ''}`);
  const foldOf = one => one.checkVisibility() ? null : one.closest('details:not([open])');
  const buttonsIn = part => [...part.querySelectorAll('form:not([hx-post]) button')].filter(one => one.checkVisibility() || foldOf(one));
  const titleOf = part => part.getAttribute('aria-labelledby') || '';
  const partsOf = button => {
    const parts = [];
    for (let one = button.parentElement; one; one = one.parentElement) if (titleOf(one) || one.matches('main')) parts.push(one);
    return parts;
  };
  const placeIn = (part, button) => buttonsIn(part).filter(one => doesOf(one) === doesOf(button)).indexOf(button);
  document.addEventListener('submit', event => {
    const button = event.submitter;
    if (!button?.closest('main') || button.form.hasAttribute('hx-post')) return;
    const parts = partsOf(button).map(part => [number(titleOf(part)), placeIn(part, button)]);
    sessionStorage.setItem(CAME, JSON.stringify([location.pathname, namesOf(button), doesOf(button), parts]));
  });
  function focusOn(one) {
    const fold = foldOf(one);
    if (fold?.matches('[data-stays-open]')) fold.open = true;
    const found = (foldOf(one) || (one.matches('details') ? one : null))?.querySelector('summary') || one;
    if (found.tabIndex < 0) found.tabIndex = -1;
    found.focus();
  }
  function arrive(names, does, parts) {
    const main = document.querySelector('main');
    const asked = main.querySelector('[aria-invalid=true], [data-invalid], [role=alert]') || main.querySelector('[data-arrive]');
    const sent = document.getElementById(location.hash.slice(1));
    const buttons = buttonsIn(main).sort((one, other) => Boolean(foldOf(one)) - Boolean(foldOf(other)));
    const same = [0, 1, 2].map(at => buttons.find(one => namesOf(one)[at] === names[at] && names[at] !== number(''))).find(Boolean);
    if (asked) return asked;
    if (same && (!sent || sent.contains(same))) return same;
    // The button is gone with what it was for: the next one like it, else the title of the part that it was in.
    const part = parts.map(([title]) => [...document.querySelectorAll('main, main [aria-labelledby]')].find(one => number(titleOf(one)) === title));
    const at = part.findIndex(Boolean), alike = buttonsIn(part[at]).filter(one => doesOf(one) === does);
    const next = alike[Math.min(parts[at][1], alike.length - 1)];
    if (sent && !sent.contains(next)) return sent;
    return next || document.getElementById(titleOf(part[at])) || main.querySelector('h1') || main;
  }
  const [path, ...came] = JSON.parse(sessionStorage.getItem(CAME) || '[]');
  sessionStorage.removeItem(CAME);
  if (path !== location.pathname) return;
  // Going to a part of the page takes the focus away from everything, when the page is there.
  if (location.hash) window.addEventListener('load', () => focusOn(arrive(...came)));
  else focusOn(arrive(...came));
})();
(() => {
  const button = document.getElementById('read-aloud');
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const language = document.documentElement.lang;
  const voice = () => speech.getVoices().find(one => one.lang.toLowerCase().startsWith(language));
  const label = button.querySelector('span'), start = label.textContent;
  const rest = () => { label.textContent = start; };
  const offer = () => { button.hidden = !voice(); };
  offer();
  speech.addEventListener?.('voiceschanged', offer);
  button.addEventListener('click', () => {
    if (speech.speaking) { speech.cancel(); rest(); return; }
    const said = new SpeechSynthesisUtterance(document.getElementById('content').innerText);
    said.lang = language;
    said.voice = voice();
    said.onend = said.onerror = rest;
    label.textContent = button.dataset.stop;
    speech.speak(said);
  });
  window.addEventListener('pagehide', () => speech.cancel());
})();
