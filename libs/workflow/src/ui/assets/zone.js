/* Tells the server the reader's time zone, and until it knows writes times in it here. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const root = document.querySelector('meta[name="nestflow-root"]')?.content ?? '';
const told = document.cookie.split('; ').includes(`nestflow-zone=${encodeURIComponent(zone)}`);

if (zone && !told) {
  // For every page of this host; one of a longer path, as earlier versions made it, would win.
  if (root) document.cookie = `nestflow-zone=; Path=${root}; Max-Age=0; SameSite=Lax`;
  document.cookie = `nestflow-zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

function rewrite() {
  if (told) return;
  const language = document.documentElement.lang;
  const exact = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  for (const time of document.querySelectorAll('time[data-nf-time]')) {
    const text = exact.format(new Date(time.dateTime));
    if (time.dataset.nfTime === 'exact') time.textContent = text;
    else time.title = text;
  }
  for (const note of document.querySelectorAll('[data-nf-zone]')) note.hidden = true;
}

document.addEventListener('turbo:load', rewrite);
rewrite();
