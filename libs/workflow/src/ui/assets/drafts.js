/* Saves what is typed into a task's form a moment after the last key. */
const PAUSE = 1200;
const waiting = new WeakMap();

document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-nf-draft]');
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(
    form,
    setTimeout(() => save(form), PAUSE),
  );
});

document.addEventListener('submit', (event) => clearTimeout(waiting.get(event.target)), true);

async function save(form) {
  waiting.delete(form);
  const state = form.querySelector('[data-nf-draft-state]');
  if (!state || !form.isConnected) return;
  const body = new URLSearchParams(new FormData(form));
  body.delete('once');
  const answer = await fetch(form.dataset.nfDraft, {
    method: 'POST',
    headers: { Accept: 'text/html', 'X-Nestflow-Quiet': '1' },
    body,
  }).catch(() => undefined);
  state.textContent = answer?.ok ? form.dataset.nfSaved : form.dataset.nfUnsaved;
}
