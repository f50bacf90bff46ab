// Pages that stand still while somebody reads or writes: when the plan changes elsewhere, say so and offer the new page.
(() => {
  const page = document.querySelector('[data-follow]');
  if (!page) return;
  const notice = page.querySelector('.news'), live = document.getElementById('live');
  const stop = followPlan(page.dataset.follow, version => {
    if (version <= Number(page.dataset.version)) return;
    stop();
    // Whose way in has ended sees nothing of it any more, also not what was there before.
    fetch(notice.querySelector('a').href).then(answer => {
      if (answer.status === 403) { location.reload(); return; }
      notice.hidden = false;
      live.textContent = notice.firstChild.textContent.trim();
    });
  });
  // A page that is being left must not fetch the message that waits for the next one.
  document.addEventListener('submit', stop);
  window.addEventListener('pagehide', stop);
})();
