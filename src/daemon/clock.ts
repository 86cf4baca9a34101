// The daemon's clock and its one timer. Never goes back, and never calls before what the sockets hold was read.
import type { ClockPort } from "./ports.ts";

/** setTimeout takes no more than 2^31 - 1. */
const LONGEST_TIMER_MS = 86_400_000;

export class SystemClock implements ClockPort {
	#timer: NodeJS.Timeout | undefined;
	#rearming: NodeJS.Immediate | undefined;
	#order: { readonly time: number; readonly wake: () => void } | undefined;
	#isStopped = false;
	#isHeld = false;

	/** Milliseconds since 1970 at the start of the process, counted on from there. */
	readonly now = (): number => performance.timeOrigin + performance.now();

	/** Many orders in one turn of the event loop arm one timer. */
	wakeAt(time: number, wake: () => void): void {
		if (this.#isStopped) return;
		this.#order = { time, wake };
		this.#rearming ??= setImmediate(() => this.#rearm());
	}

	after(forMs: number, call: () => void): void {
		setTimeout(() => {
			if (!this.#isStopped) call();
		}, forMs).unref();
	}

	/** While it is held it wakes nobody; the order stands, and is late then. */
	hold(isHeld: boolean): void {
		this.#isHeld = isHeld;
		if (!isHeld && this.#order !== undefined && !this.#isStopped) this.#rearming ??= setImmediate(() => this.#rearm());
	}

	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
		clearImmediate(this.#rearming);
	}

	/** The timer fires in its own phase of the loop; what the sockets hold is read before the call. */
	#rearm(): void {
		this.#rearming = undefined;
		clearTimeout(this.#timer);
		const { time, wake } = this.#order!;
		const waitMs = Math.max(Math.min(time - this.now(), LONGEST_TIMER_MS), 0);
		this.#timer = setTimeout(() => setImmediate(() => !this.#isStopped && !this.#isHeld && wake()), waitMs);
	}
}
