/* Diagrams are moved and magnified: by dragging, by the wheel with Ctrl, by buttons, and by keys when focused. */
const STEP = 1.25;
const FURTHEST = 8;
const views = new WeakMap();

function prepare() {
  for (const frame of document.querySelectorAll('[data-nf-diagram]')) {
    const svg = frame.querySelector('svg.nf-chart');
    if (!svg) continue;
    if (views.has(svg)) {
      show(svg, views.get(svg).now);
      continue;
    }
    const { x, y, width, height } = svg.viewBox.baseVal;
    views.set(svg, { whole: { x, y, width, height }, now: { x, y, width, height } });
    bringIntoView(frame, svg.querySelector('.is-failed, .is-waiting'));
    frame.parentElement.querySelector('[data-nf-diagram-tools]')?.removeAttribute('hidden');
  }
}

/** On a narrow screen the whole does not fit: what failed or waits is what people look for. */
function bringIntoView(frame, node) {
  if (!node || frame.scrollWidth <= frame.clientWidth) return;
  const [at, room] = [node.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollLeft += at.left + at.width / 2 - room.left - room.width / 2;
}

function show(svg, { x, y, width, height }) {
  const view = views.get(svg);
  view.now = { x, y, width, height };
  svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
}

function zoom(svg, factor, at) {
  const { whole, now } = views.get(svg);
  const width = Math.min(whole.width, Math.max(whole.width / FURTHEST, now.width / factor));
  const scale = width / now.width;
  const point = at ?? { x: now.x + now.width / 2, y: now.y + now.height / 2 };
  const height = now.height * scale;
  if (width === whole.width) return show(svg, whole);
  show(svg, {
    x: point.x - (point.x - now.x) * scale,
    y: point.y - (point.y - now.y) * scale,
    width,
    height,
  });
}

function move(svg, right, down) {
  const { now } = views.get(svg);
  show(svg, { ...now, x: now.x + right, y: now.y + down });
}

function act(svg, what) {
  const { whole, now } = views.get(svg);
  if (what === 'in') zoom(svg, STEP);
  else if (what === 'out') zoom(svg, 1 / STEP);
  else if (what === 'whole') show(svg, whole);
  else move(svg, what.right * now.width * 0.1, what.down * now.height * 0.1);
}

const KEYS = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  0: 'whole',
  ArrowLeft: { right: -1, down: 0 },
  ArrowRight: { right: 1, down: 0 },
  ArrowUp: { right: 0, down: -1 },
  ArrowDown: { right: 0, down: 1 },
};

const svgOf = (target) => {
  const svg = target.closest?.('.nf-diagram')?.querySelector('svg.nf-chart');
  return svg && views.has(svg) ? svg : undefined;
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-nf-zoom]');
  const svg = button && svgOf(button);
  if (svg) act(svg, button.dataset.nfZoom);
});

document.addEventListener('keydown', (event) => {
  if (!event.target.matches?.('[data-nf-diagram]') || event.ctrlKey || event.metaKey || event.altKey) return;
  const what = KEYS[event.key];
  const svg = what && svgOf(event.target);
  if (!svg) return;
  event.preventDefault();
  act(svg, what);
});

document.addEventListener(
  'wheel',
  (event) => {
    const svg = event.ctrlKey || event.metaKey ? svgOf(event.target) : undefined;
    if (!svg) return;
    event.preventDefault();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    zoom(svg, event.deltaY < 0 ? STEP : 1 / STEP, at);
  },
  { passive: false },
);

document.addEventListener('pointerdown', (event) => {
  const svg = event.button === 0 && event.pointerType !== 'touch' ? svgOf(event.target) : undefined;
  if (!svg || event.target.closest('a, button')) return;
  let last = event;
  const drag = (moved) => {
    const { width } = views.get(svg).now;
    const scale = width / svg.getBoundingClientRect().width;
    move(svg, (last.clientX - moved.clientX) * scale, (last.clientY - moved.clientY) * scale);
    last = moved;
  };
  const stop = () => {
    removeEventListener('pointermove', drag);
    removeEventListener('pointerup', stop);
  };
  addEventListener('pointermove', drag);
  addEventListener('pointerup', stop);
});

document.addEventListener('turbo:load', prepare);
document.addEventListener('nestflow:updated', prepare);
prepare();
