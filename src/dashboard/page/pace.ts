// Decides when to draw: never while nothing changed, a few times a second at most, more seldom where drawing is dear.

const DRAW_EVERY_MS = 400;
/** After a drawing that took t the next waits this many times t; layout, paint and raster cost several times as much again. */
const REST_FOR_WORK = 150;
/** However dear it is, somebody waits for it. */
const REST_MAX_MS = 1_000;

/** Returns the way to ask for a drawing; asking often costs nothing. A hidden page draws nothing. */
export function paced(draw: () => void): () => void {
	let isAsked = false;
	let earliest = 0;
	const run = () => {
		isAsked = false;
		const start = performance.now();
		draw();
		const took = performance.now() - start;
		earliest = start + Math.max(DRAW_EVERY_MS, Math.min(took * REST_FOR_WORK, REST_MAX_MS));
	};
	return () => {
		if (isAsked) return;
		isAsked = true;
		setTimeout(() => requestAnimationFrame(run), Math.max(0, earliest - performance.now()));
	};
}
