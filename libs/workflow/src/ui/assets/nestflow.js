/* What pages can do more with scripts. Every action works without. */
import './turbo.js';
import './zone.js';
import './lists.js';
import './drafts.js';
import './focus.js';
import './shortcuts.js';
import './palette.js';
import './live.js';
import './diagram.js';
