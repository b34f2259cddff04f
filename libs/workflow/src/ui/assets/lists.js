/* Lists: filters apply as they are chosen, and one box ticks all. */
document.addEventListener('change', (event) => {
  const { target } = event;
  const filters = target.closest('[data-nf-filter]');
  if (filters && target.matches('select')) return filters.requestSubmit();
  if (target.matches('[data-nf-all]')) {
    for (const tick of document.querySelectorAll('[data-nf-tick]')) tick.checked = target.checked;
  }
  if (target.matches('[data-nf-all], [data-nf-tick]')) show();
});

/* Empty parameters are left out of the address. */
document.addEventListener('formdata', (event) => {
  if (!event.target.matches('[data-nf-filter]')) return;
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

function show() {
  const ticks = [...document.querySelectorAll('[data-nf-tick]')];
  const ticked = ticks.filter((tick) => tick.checked).length;
  for (const all of document.querySelectorAll('[data-nf-all]')) {
    all.hidden = ticks.length === 0;
    all.checked = ticked > 0 && ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
  }
  for (const button of document.querySelectorAll('[data-nf-bulk]')) button.disabled = ticked === 0;
}

document.addEventListener('turbo:load', show);
document.addEventListener('nestflow:updated', show);
show();
