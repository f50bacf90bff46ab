// What the board was asked for and refused, and why; whose way in has ended is led out.
(() => {
  // What was refused stays written, in its form and with the reason at the field; without a field the reason is said.
  document.addEventListener('htmx:after:request', event => {
    const {ctx} = event.detail, status = ctx.response.status;
    let form = ctx.sourceElement?.closest?.('form');
    // Whose way in has ended sees nothing of it any more, also not what was there before.
    if ([403, 404].includes(status)) { event.preventDefault(); location.reload(); return; }
    if (status < 400) return;
    if (form && !form.isConnected) form = document.getElementById(form.querySelector('textarea')?.id)?.form;
    const fields = [...form?.querySelectorAll('textarea, select, input:not([type=hidden], [type=radio], [type=checkbox])') || []];
    const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
    if (status !== 422 || !fields.length) {
      if (answer.getElementById('board')) return;
      event.preventDefault();
      tell([...answer.querySelectorAll('main h1, main li, main p:not(:has(a))')].map(one => one.textContent.trim().replace(/\s+/g, ' ')).join(' ') || JSON.parse(document.getElementById('board').dataset.words).offline);
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
})();
