// What all pages share: what has been done is said, and a page is read aloud where the browser has a voice for it.
(() => {
  const live = document.getElementById('live');
  // A screen reader says what comes into a live region, not what stands there when the page opens.
  const told = live.textContent;
  if (told) {
    live.textContent = '';
    setTimeout(() => { live.textContent ||= told; }, 100);
  }
  // It covers a part of the page, so it goes when the reader goes on.
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, () => { live.textContent = ''; }, {capture: true});
})();
// A page that the browser kept and shows again on Back is asked for anew: the plan may have been put away since.
window.addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
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
  document.addEventListener('submit', event => {
    const button = event.submitter;
    if (!button?.closest('main') || button.form.hasAttribute('hx-post')) return;
    sessionStorage.setItem(CAME, JSON.stringify([location.pathname, namesOf(button)]));
  });
  const [path, names] = JSON.parse(sessionStorage.getItem(CAME) || '[]');
  sessionStorage.removeItem(CAME);
  if (path !== location.pathname || location.hash) return;
  const buttons = [...document.querySelectorAll('main form:not([hx-post]) button')].filter(one => one.checkVisibility());
  const same = [0, 1, 2].map(at => buttons.find(one => namesOf(one)[at] === names[at] && names[at] !== number(''))).find(Boolean);
  (document.querySelector('main [aria-invalid], main [data-invalid], main [role=alert]') || document.querySelector('main [data-arrive]') || same)?.focus();
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
