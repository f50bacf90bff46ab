// Pages that stand still while somebody reads or writes: when the plan changes elsewhere, say so and offer the new page.
(() => {
  const page = document.querySelector('[data-follow]');
  if (!page) return;
  const notice = page.querySelector('.news'), live = document.getElementById('live');
  const stream = new EventSource(page.dataset.follow);
  stream.addEventListener('version', event => {
    if (Number(event.data) <= Number(page.dataset.version)) return;
    stream.close();
    // Whose way in has ended sees nothing of it any more, also not what was there before.
    fetch(notice.querySelector('a').href).then(answer => {
      if (answer.status === 403) { location.reload(); return; }
      notice.hidden = false;
      live.textContent = notice.firstChild.textContent.trim();
    });
  });
  // A page that is being left must not fetch the message that waits for the next one.
  document.addEventListener('submit', () => stream.close());
  window.addEventListener('pagehide', () => stream.close());
})();
