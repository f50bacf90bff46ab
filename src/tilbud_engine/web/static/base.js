// What all pages share: reading aloud, where the browser has a voice in the page's language.
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
