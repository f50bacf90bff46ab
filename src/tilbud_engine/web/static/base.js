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
