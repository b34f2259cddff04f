/** What each colour is for. Every one can be set from outside as `--nf-chart-<name>`. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  page: ['#ffffff', '#111a26'],
  surface: ['#ffffff', '#1b2636'],
  outline: ['#5b6b80', '#8da2bd'],
  text: ['#1c2736', '#e6edf6'],
  icon: ['#3b5bdb', '#8fb0ff'],
  edge: ['#66758a', '#8393aa'],
  'edge-text': ['#46566b', '#b6c4d6'],
  travelled: ['#12733c', '#51d88a'],
  waiting: ['#a84d08', '#ffc14d'],
  'waiting-surface': ['#fff6e5', '#3a2b10'],
  failed: ['#b91c1c', '#ff8585'],
  'failed-surface': ['#fff0f0', '#401a1e'],
  done: ['#12733c', '#51d88a'],
  'done-surface': ['#effaf3', '#123222'],
  canceled: ['#5b6b80', '#9fb0c6'],
  'canceled-surface': ['#f1f4f8', '#222e3e'],
  'badge-text': ['#ffffff', '#0b121b'],
};

const palette = (theme: 0 | 1): string =>
  Object.entries(COLOURS)
    .map(([name, values]) => `--nf-${name}:var(--nf-chart-${name},${values[theme]});`)
    .join('');

/**
 * The stylesheet of diagrams: put it in a file of the application's own, or ask {@link chartSvg} for a standalone
 * picture that contains it. Dark where the reader prefers that, unless a `data-bs-theme` around the diagram decides.
 */
export const CHART_STYLES = `.nf-chart{${palette(0)}color-scheme:light dark;font-family:var(--nf-chart-font,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif);max-width:100%;height:auto}
@media (prefers-color-scheme:dark){.nf-chart{${palette(1)}}}
[data-bs-theme=light] .nf-chart{${palette(0)}}
[data-bs-theme=dark] .nf-chart{${palette(1)}}
.nf-chart__page{fill:var(--nf-page)}
.nf-edge__line{fill:none;stroke:var(--nf-edge);stroke-width:1.5}
.nf-edge__arrow{fill:var(--nf-edge);stroke:none}
.nf-edge--boundary .nf-edge__line{stroke-dasharray:5 4}
.nf-edge.is-travelled .nf-edge__line{stroke:var(--nf-travelled);stroke-width:2.5}
.nf-edge.is-travelled .nf-edge__arrow{fill:var(--nf-travelled)}
.nf-edge-label text{fill:var(--nf-edge-text);stroke:var(--nf-page);stroke-width:4px;stroke-linejoin:round;paint-order:stroke;font-size:11.5px;font-weight:500}
.nf-edge-label.is-travelled text{fill:var(--nf-travelled);font-weight:600}
.nf-shape{fill:var(--nf-surface);stroke:var(--nf-outline);stroke-width:1.5}
.nf-shape--inner{fill:none}
.nf-node--thick-circle .nf-shape{stroke-width:3.5}
.nf-node--obsolete .nf-shape,.nf-boundary--beside .nf-shape{stroke-dasharray:5 3}
.nf-icon{fill:none;stroke:var(--nf-icon);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.nf-node--circle .nf-icon,.nf-node--thick-circle .nf-icon,.nf-node--double-circle .nf-icon,.nf-node--diamond .nf-icon,.nf-node--obsolete .nf-icon,.nf-boundary .nf-icon{stroke:var(--nf-outline)}
.nf-node--diamond .nf-icon{stroke-width:2.6}
.nf-icon--repeat{stroke:var(--nf-outline);stroke-width:2.6}
.nf-node .nf-icon--solid{fill:var(--nf-outline);stroke:var(--nf-surface);stroke-width:.8}
.nf-title text{fill:var(--nf-text);stroke:none;font-size:13px;font-weight:500}
.nf-title--beside text{font-size:12px;stroke:var(--nf-page);stroke-width:4px;stroke-linejoin:round;paint-order:stroke}
.is-waiting .nf-shape{fill:var(--nf-waiting-surface);stroke:var(--nf-waiting);stroke-width:2}
.is-failed .nf-shape{fill:var(--nf-failed-surface);stroke:var(--nf-failed);stroke-width:2}
.is-done .nf-shape{fill:var(--nf-done-surface);stroke:var(--nf-done)}
.is-canceled .nf-shape{fill:var(--nf-canceled-surface);stroke:var(--nf-canceled);stroke-dasharray:5 3}
.nf-badge rect{stroke:var(--nf-page);stroke-width:2;paint-order:stroke}
.nf-badge text{fill:var(--nf-badge-text);font-size:11px;font-weight:700;font-variant-numeric:tabular-nums}
.nf-badge__sign{fill:none;stroke:var(--nf-badge-text);stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}
.nf-badge--waiting rect{fill:var(--nf-waiting)}
.nf-badge--failed rect{fill:var(--nf-failed)}
.nf-badge--done rect{fill:var(--nf-done)}
.nf-badge--canceled rect{fill:var(--nf-canceled)}
.nf-note rect{fill:var(--nf-surface);stroke:var(--nf-outline);stroke-width:1}
.nf-badge text,.nf-note text{stroke:none}
.nf-note text{fill:var(--nf-edge-text);font-size:11px}
@media (forced-colors:active){.nf-shape{fill:Canvas;stroke:CanvasText}.nf-edge__line{stroke:CanvasText}.nf-edge__arrow{fill:CanvasText}.nf-title text,.nf-edge-label text,.nf-badge text,.nf-note text{stroke:none}
.nf-note text{fill:CanvasText;stroke:Canvas}}
`;
