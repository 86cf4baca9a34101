// The page's end of the worker that draws the dots: sends it the canvas, the layout, the colours and the dots.
// Promises that nothing is drawn for a canvas that is out of sight or a reader who wants no motion.
import type { Message } from "../model/message.ts";
import { computedColour, typeColour } from "../format.ts";
import { clockMs } from "./dot.ts";
import type { DotOrder } from "./dot-order.ts";
import type { Layout } from "./graph-layout.ts";
import { type Copy, type Sight, Traffic } from "./traffic.ts";

const COLOURED_TYPES = ["PING", "PONG", "PRIME", "LEASE", "HAVE", "WANT", "RESULT"];

export class Stage {
	readonly #worker = new Worker(new URL("./dot-worker.ts", import.meta.url), { type: "module" });
	readonly #traffic = new Traffic();
	readonly #observer: IntersectionObserver;
	readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
	readonly #stillness = matchMedia("(prefers-reduced-motion: reduce)");
	#layout: Layout | null = null;
	#isVisible = true;

	/** A canvas can be given to one stage only. */
	constructor(canvas: HTMLCanvasElement) {
		const offscreen = canvas.transferControlToOffscreen();
		this.#order({ kind: "canvas", canvas: offscreen }, [offscreen]);
		this.#observer = new IntersectionObserver(([entry]) => {
			this.#isVisible = entry?.isIntersecting ?? true;
		});
		this.#observer.observe(canvas);
		this.#scheme.addEventListener("change", this.#sendLayout);
	}

	setLayout(layout: Layout): void {
		this.#layout = layout;
		this.#sendLayout();
	}

	add(messages: readonly Message[], sight: Sight): void {
		if (!this.#isVisible || this.#stillness.matches || document.hidden) return;
		const { dots, arrivals } = this.#traffic.dotsFor(messages, clockMs(), sight);
		if (dots.length > 0) this.#order({ kind: "dots", dots });
		if (arrivals.length > 0) this.#order({ kind: "arrivals", arrivals });
	}

	/** What is under way stands still, or goes on. */
	pause(isPaused: boolean): void {
		this.#order({ kind: "pause", isPaused });
	}

	replay(copies: readonly Copy[], wordOf: (copy: Copy) => string | null): void {
		this.#order({ kind: "clear" });
		if (!this.#stillness.matches) this.#order({ kind: "dots", dots: this.#traffic.replay(copies, clockMs(), wordOf) });
	}

	close(): void {
		this.#worker.terminate();
		this.#observer.disconnect();
		this.#scheme.removeEventListener("change", this.#sendLayout);
	}

	readonly #sendLayout = (): void => {
		if (this.#layout === null) return;
		this.#order({
			kind: "layout",
			layout: {
				...this.#layout,
				scale: Math.min(devicePixelRatio, 2),
				// A canvas knows no CSS variables.
				colours: new Map(COLOURED_TYPES.map((type) => [type, computedColour(typeColour(type))])),
				otherColour: computedColour(typeColour("other")),
				digitColour: computedColour("var(--surface)"),
			},
		});
	};

	#order(order: DotOrder, transfer: Transferable[] = []): void {
		this.#worker.postMessage(order, transfer);
	}
}
