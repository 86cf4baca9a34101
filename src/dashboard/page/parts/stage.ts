// The canvas over the graph: keeps it sharp and drawn while there is traffic to see, and idle otherwise.
import { computedColour, typeColour } from "../format.ts";
import type { Layout } from "./graph-layout.ts";
import type { Traffic } from "./traffic.ts";

const FRAME_MS = 33;
/** With many dots each frame costs more, and none of them is followed by the eye. */
const BUSY_DOTS = 50;
const BUSY_FRAME_MS = 66;

export class Stage {
	readonly #canvas: HTMLCanvasElement;
	readonly #traffic: Traffic;
	readonly #observer: IntersectionObserver;
	readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
	readonly #colours = new Map<string, string>();
	#layout: Layout | null = null;
	#isVisible = true;
	#isScheduled = false;
	#isClosed = false;

	constructor(canvas: HTMLCanvasElement, traffic: Traffic) {
		this.#canvas = canvas;
		this.#traffic = traffic;
		this.#observer = new IntersectionObserver(([entry]) => {
			this.#isVisible = entry?.isIntersecting ?? true;
			this.wake();
		});
		this.#observer.observe(canvas);
		this.#scheme.addEventListener("change", this.#forgetColours);
	}

	setLayout(layout: Layout): void {
		const isResized = this.#layout?.width !== layout.width || this.#layout.height !== layout.height;
		this.#layout = layout;
		if (!isResized) return;
		const scale = Math.min(devicePixelRatio, 2);
		this.#canvas.width = layout.width * scale;
		this.#canvas.height = layout.height * scale;
		const context = this.#canvas.getContext("2d");
		context?.setTransform(scale, 0, 0, scale, 0, 0);
	}

	/** Draws from now on until all is quiet. */
	wake(): void {
		if (this.#isScheduled || this.#isClosed || this.#traffic.isQuiet) return;
		if (!this.#isVisible) {
			this.#traffic.clear();
			return;
		}
		this.#isScheduled = true;
		setTimeout(() => requestAnimationFrame(this.#frame), this.#traffic.dots > BUSY_DOTS ? BUSY_FRAME_MS : FRAME_MS);
	}

	close(): void {
		this.#isClosed = true;
		this.#observer.disconnect();
		this.#scheme.removeEventListener("change", this.#forgetColours);
	}

	readonly #frame = (): void => {
		this.#isScheduled = false;
		const context = this.#canvas.getContext("2d");
		if (context === null || this.#layout === null || this.#isClosed) return;
		context.clearRect(0, 0, this.#layout.width, this.#layout.height);
		context.font = "600 9px system-ui, sans-serif";
		context.textAlign = "center";
		context.textBaseline = "middle";
		this.#traffic.draw(context, this.#layout, this.#colourOf, performance.now());
		this.wake();
	};

	readonly #colourOf = (type: string): string => {
		const known = this.#colours.get(type);
		if (known !== undefined) return known;
		const colour = computedColour(typeColour(type));
		if (this.#colours.size < 32) this.#colours.set(type, colour);
		return colour;
	};

	readonly #forgetColours = (): void => this.#colours.clear();
}
