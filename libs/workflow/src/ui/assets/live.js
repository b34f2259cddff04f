/* Keeps the page as things are: the server says what changes, and what is shown is fetched and merged in. */
import { morphChildren } from './turbo.js';

/* So soon after one update the next may come, with some spread so that not all readers ask at once. */
const PAUSE = 400;
const SPREAD = 400;
/* Where the server cannot be listened to, it is asked every now and then. */
const POLL = 30_000;

let source;
let heard;
let timer;
let polling;
let busy = false;
let again = false;

const page = () => document.querySelector('main[data-nf-live]');

function listen() {
  const root = document.querySelector('meta[name="nestflow-root"]');
  if (!root || document.hidden || !document.querySelector('[data-nf-count]')) return leave();
  const on = page()?.dataset.nfLive;
  const address = `${root.content}/live${on && on !== 'lists' ? `?process=${encodeURIComponent(on)}` : ''}`;
  if (source && heard === address) return;
  leave();
  heard = address;
  source = new EventSource(address);
  source.addEventListener('change', (event) => take(JSON.parse(event.data)));
  source.addEventListener('reset', () => take({ lists: true }));
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    polling ??= setInterval(() => take({ lists: true }), POLL);
  });
}

function leave() {
  source?.close();
  source = undefined;
  clearInterval(polling);
  polling = undefined;
}

/* Of a change that does not name the process of this page, only the counts are shown. */
function take({ processes }) {
  const on = page()?.dataset.nfLive;
  later(on === 'lists' || !processes || processes.some(({ id }) => id === on));
}

let wanted = false;
function later(content) {
  wanted ||= content;
  timer ??= setTimeout(
    () => {
      timer = undefined;
      void update();
    },
    PAUSE + Math.random() * SPREAD,
  );
}

async function update() {
  if (busy) return void (again = true);
  busy = true;
  const content = wanted;
  wanted = false;
  const { href } = location;
  const main = page();
  try {
    const answer = await fetch(href, { headers: { Accept: 'text/html', 'X-Nestflow-Quiet': '1' } });
    const text = await answer.text();
    // Whoever went elsewhere meanwhile, or was signed out, sees no other page in this one.
    const here = href === location.href && main === page() && !answer.redirected;
    if (here && answer.ok) show(new DOMParser().parseFromString(text, 'text/html'), content);
    if (here && answer.status === 404 && main?.matches('[data-nf-keep]')) note(main);
  } catch {
    /* Without a connection the page stays as it is. */
  }
  busy = false;
  if (again) {
    again = false;
    later(true);
  }
}

function show(news, content) {
  const said = counts(news);
  const [main, other] = [page(), news.querySelector('main[data-nf-live]')];
  if (main?.matches('[data-nf-keep]')) {
    // What the reader has done is on the page already, and is told of all the same.
    if (other && other.dataset.nfKeep !== main.dataset.nfKeep) note(main);
  } else if (content && main && other && main.dataset.nfLive === other.dataset.nfLive) {
    const before = main.textContent;
    morphChildren(main, other, { callbacks: { beforeNodeMorphed: mayMorph } });
    document.dispatchEvent(new CustomEvent('nestflow:updated'));
    if (said.length === 0 && main.textContent !== before) {
      said.push(document.getElementById('nf-live')?.dataset.nfUpdated ?? '');
    }
  }
  if (said.length > 0) document.getElementById('nf-live').textContent = said.join(' ');
}

/* The page stays as it is, and says that it has changed. */
function note(main) {
  const words = main.querySelector('[data-nf-changed]');
  if (words) words.hidden = false;
}

/* Answers what is to be said of counts that are others now. */
function counts(news) {
  const said = [];
  for (const count of document.querySelectorAll('[data-nf-count]')) {
    const now = news.querySelector(`[data-nf-count="${count.dataset.nfCount}"]`);
    if (!now || now.textContent === count.textContent) continue;
    count.className = now.className;
    count.replaceChildren(...now.childNodes);
    const title = count.closest('a')?.querySelector('.nf-menu__title')?.textContent;
    const words = count.querySelector('.visually-hidden')?.textContent ?? '';
    if (title && words) said.push(`${title}${words}.`);
  }
  return said;
}

/* What the reader types, ticks or has folded out stays theirs. */
function mayMorph(node, other) {
  if (!other) return mayRemove(node);
  if (node instanceof HTMLDetailsElement) other.open = node.open;
  if (node.matches('input[type="checkbox"], input[type="radio"]'))
    return node.checked === node.defaultChecked;
  if (node.matches('input:not([type="hidden"]), textarea')) {
    return node !== document.activeElement && node.value === node.defaultValue;
  }
  return node !== document.activeElement || !node.matches('select');
}

function mayRemove(node) {
  return !node.matches('[data-nf-flash]') && !node.contains(document.activeElement);
}

document.addEventListener('visibilitychange', () => {
  const missed = !document.hidden && !source;
  listen();
  if (missed) take({ lists: true });
});
document.addEventListener('turbo:load', listen);
addEventListener('pagehide', leave);
listen();
