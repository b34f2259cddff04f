/* The command palette: every page of the menu, every flow, and what can be done on this page. */
const ACTIONS = 'main a.btn[href], main button.btn:not([data-nf-bulk], [data-nf-filter] *)';
const TOOLS = '.nf-tools button';
const MOST = 12;
let chosen = 0;
let shown = [];
let flows;

/** What is seen of it, without the count of a menu's entry; for a tool that folds out, of what it is one. */
function nameOf(element) {
  const text = (element.querySelector('.nf-menu__title') ?? element).textContent.replace(/\s+/g, ' ').trim();
  const group = element.closest('.nf-drop')?.querySelector('summary').ariaLabel;
  return group ? `${group}: ${text}` : text;
}

const isThere = (element) => !element.disabled && !element.closest('dialog') && nameOf(element) !== '';

document.addEventListener('nf:palette', () => {
  const palette = document.getElementById('nf-palette');
  if (!palette || palette.open) return;
  const input = palette.querySelector('input');
  input.value = '';
  palette.showModal();
  show(palette);
  loadFlows().then(() => palette.open && show(palette));
});

document.addEventListener('input', ({ target }) => {
  const palette = target.closest('#nf-palette');
  if (!palette) return;
  chosen = 0;
  show(palette);
});

document.addEventListener('keydown', (event) => {
  const palette = event.target.closest?.('#nf-palette');
  if (!palette) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && shown.length > 0) {
    event.preventDefault();
    chosen = (chosen + step + shown.length) % shown.length;
    show(palette);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    run(palette, shown[chosen]);
  }
});

document.addEventListener('click', (event) => {
  const palette = event.target.closest?.('#nf-palette');
  if (!palette) return;
  const option = event.target.closest('[role="option"]');
  if (option) run(palette, shown[Number(option.dataset.index)]);
  else if (event.target === palette) palette.close();
});

function run(palette, entry) {
  if (!entry) return;
  palette.close();
  chosen = 0;
  if (entry.element) entry.element.click();
  else if (window.Turbo) window.Turbo.visit(entry.url);
  else location.assign(entry.url);
}

/** The flows this user sees, with the starts they may use; asked once for a page. */
async function loadFlows() {
  if (flows) return;
  const root = document.querySelector('meta[name="nestflow-root"]')?.content ?? '';
  const answer = await fetch(`${root}/`, { headers: { Accept: 'application/json' } }).catch(() => undefined);
  if (!answer?.ok) return;
  const found = await answer.json();
  const ofFlow = ({ title, url, starts }) => [
    ...(url ? [{ name: title, url }] : []),
    ...starts
      .filter(({ allowed, url: start }) => allowed && start)
      .map((start) => ({ name: `${title}: ${start.title}`, url: start.url })),
  ];
  // A viewset of one flow answers with its board.
  flows = (found.flows ?? [found]).flatMap(ofFlow);
}

function entries() {
  const here = (selector) =>
    [...document.querySelectorAll(selector)]
      .filter(isThere)
      .map((element) => ({ name: nameOf(element), element }));
  return [...here(ACTIONS), ...here('.nf-menu a'), ...(flows ?? []), ...here(TOOLS)];
}

function show(palette) {
  const words = palette.querySelector('input').value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  shown = entries()
    .filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)))
    .slice(0, MOST);
  chosen = Math.min(chosen, Math.max(shown.length - 1, 0));
  const list = palette.querySelector('[role="listbox"]');
  list.replaceChildren(...shown.map(option));
  palette.querySelector('[data-nf-none]').hidden = shown.length > 0;
  const input = palette.querySelector('input');
  if (shown.length > 0) input.setAttribute('aria-activedescendant', `nf-palette-${chosen}`);
  else input.removeAttribute('aria-activedescendant');
  list.children[chosen]?.scrollIntoView({ block: 'nearest' });
}

function option({ name }, index) {
  const item = document.createElement('li');
  item.id = `nf-palette-${index}`;
  item.role = 'option';
  item.dataset.index = index;
  item.ariaSelected = String(index === chosen);
  item.textContent = name;
  return item;
}

/* Another page has other actions, and maybe another user. */
document.addEventListener('turbo:load', () => {
  flows = undefined;
});
