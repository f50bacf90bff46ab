// Pages that stand still while somebody reads or writes: when the plan changes elsewhere, say so and offer the new page.
(() => {
  const page = document.querySelector('[data-follow]');
  if (!page) return;
  const notice = page.querySelector('.news'), live = document.getElementById('live');
  // A screen reader says what comes into a live region, not what stands there when the page opens.
  const told = live.textContent;
  live.textContent = '';
  setTimeout(() => { live.textContent ||= told; }, 100);
  // It covers a part of the page, so it goes when the reader goes on.
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, () => { live.textContent = ''; });
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
  window.addEventListener('pagehide', () => stream.close());
  window.addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
})();
