/* Keys for those who work here all day: through lists with j and k, and what the help (?) lists. */
const SWITCH = 'nestflow-single-keys';
const GO = { i: 'inbox', q: 'queue', a: 'archive', f: 'flows' };
const ENTRIES = '[data-nf-row], .nf-board__task';
const PREFIX_WAIT = 1500;
let prefixed = 0;

/** Single keys can be switched off: they are in the way of speech input. */
const areOn = () => localStorage.getItem(SWITCH) !== 'off';

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('nf:palette'));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
  if (event.target.closest('input, textarea, select, [contenteditable], dialog')) {
    if (!event.target.matches('[data-nf-tick]')) return;
  }
  if (Date.now() - prefixed < PREFIX_WAIT && GO[event.key]) {
    prefixed = 0;
    done(event, document.querySelector(`[data-nf-menu="${GO[event.key]}"]`), 'click');
    return;
  }
  prefixed = event.key === 'g' ? Date.now() : 0;
  KEYS[event.key]?.(event);
});

const KEYS = {
  j: (event) => move(event, 1),
  k: (event) => move(event, -1),
  x: (event) => done(event, entryOf(document.activeElement)?.querySelector('[data-nf-tick]'), 'click'),
  c: complete,
  '/': (event) => done(event, document.querySelector('[data-nf-filter] [type="search"]'), 'focus'),
  '?': (event) => done(event, document.getElementById('nf-keys'), 'showModal'),
};

function done(event, element, what) {
  if (!element) return;
  event.preventDefault();
  element[what]();
}

const entryOf = (element) => element?.closest?.(ENTRIES) ?? null;

function move(event, by) {
  const entries = [...document.querySelectorAll(ENTRIES)];
  if (entries.length === 0) return;
  const at = entries.indexOf(entryOf(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : entries.length - 1) : at + by;
  const entry = entries[Math.min(Math.max(next, 0), entries.length - 1)];
  const link = entry.querySelector('a.nf-task, a[href]');
  if (!link) return;
  event.preventDefault();
  link.focus();
  entry.scrollIntoView({ block: 'nearest' });
}

/** A task is completed; in a list what is ticked, else the entry in focus, is taken or returned. */
function complete(event) {
  const task = document.querySelector('[data-nf-complete]');
  if (task) return done(event, task, 'click');
  const bulk = document.querySelector('[data-nf-bulk]');
  if (!bulk) return;
  const tick = entryOf(document.activeElement)?.querySelector('[data-nf-tick]');
  if (bulk.disabled && tick) tick.click();
  if (!bulk.disabled) done(event, bulk, 'click');
}

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-nf-single-keys]')) localStorage.setItem(SWITCH, target.checked ? 'on' : 'off');
});

function showSwitch() {
  for (const box of document.querySelectorAll('[data-nf-single-keys]')) box.checked = areOn();
}

document.addEventListener('turbo:load', showSwitch);
showSwitch();
