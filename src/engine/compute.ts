// The main module of a compute process: takes orders over IPC, one test at a time in their order, at the lowest priority.
// Ends when the channel to its parent closes, after saving. An error that is not the machine's ends it with a stack.
import { constants, setPriority } from "node:os";
import { EngineError } from "./engine.ts";
import { ExponentTest } from "./exponent-test.ts";
import { type Machine, openMachine } from "./machine.ts";
import type { ComputeSettings, Order, Report } from "./messages.ts";

class Compute {
	#settings: ComputeSettings | undefined;
	#machine: Promise<Machine> | undefined;
	readonly #waiting = new Map<number, Extract<Order, { type: "test" }>>();
	#running: { readonly id: number; readonly abort: AbortController } | undefined;
	#squarings = 0;
	#closing = false;

	start(): void {
		process.on("message", (order: Order) => this.#take(order));
		process.on("disconnect", () => this.#close());
		// A terminal sends these to the whole group; the parent decides what they mean, and its end is seen as a disconnect.
		process.on("SIGINT", () => {});
		process.on("SIGHUP", () => {});
		process.on("SIGTERM", () => this.#close());
	}

	#take(order: Order): void {
		if (order.type === "start") {
			this.#settings = order.settings;
			this.#machine = openMachine(order.settings);
			// A rejection is told by the first test.
			this.#machine.then(
				({ kernels }) => this.#tell({ type: "ready", kernels }),
				() => {},
			);
		} else if (order.type === "test") {
			this.#waiting.set(order.id, order);
			if (this.#running === undefined) this.#next();
		} else if (this.#waiting.delete(order.id)) {
			this.#tell({ type: "aborted", id: order.id });
		} else if (this.#running?.id === order.id) {
			this.#abortRunning();
		}
	}

	/** Somebody waits for the save: at the lowest priority a busy machine would keep them waiting. */
	#abortRunning(): void {
		trySetPriority(constants.priority.PRIORITY_NORMAL);
		this.#running?.abort.abort();
	}

	#next(): void {
		const [order] = this.#waiting.values();
		if (this.#closing) this.#leave();
		if (this.#closing || order === undefined) return;
		this.#waiting.delete(order.id);
		const abort = new AbortController();
		this.#running = { id: order.id, abort };
		// A rejection is a bug: it is not caught, and ends the process.
		void this.#test(order, abort.signal);
	}

	async #test(order: Extract<Order, { type: "test" }>, signal: AbortSignal): Promise<void> {
		const { id } = order;
		const settings = this.#settings;
		const opening = this.#machine;
		if (opening === undefined || settings === undefined) throw new Error("a test was ordered before the start");
		try {
			const machine = await opening;
			const { dataDir, saveEveryMs } = settings;
			const test = new ExponentTest(
				{ ...order, dataDir, saveEveryMs, signal },
				{
					squarers: machine.squarers,
					factoring: machine.factoring,
					now: () => performance.now(),
					onProgress: (progress) => {
						machine.costs.measured(progress);
						this.#tellSquarings();
						this.#tell({ type: "progress", id, progress });
					},
					onSquarings: (count) => {
						this.#squarings += count;
					},
					onError: (line) => this.#tell({ type: "log", line }),
				},
			);
			const result = await test.result();
			machine.costs.finished(result);
			this.#tellSquarings();
			this.#tell({ type: "result", id, result });
		} catch (error) {
			this.#tellSquarings();
			if (error instanceof EngineError) this.#tell({ type: "failed", id, reason: error.message });
			else if (signal.aborted && error === signal.reason) this.#tell({ type: "aborted", id });
			else throw error;
		}
		if (signal.aborted) trySetPriority(constants.priority.PRIORITY_LOW);
		this.#running = undefined;
		this.#next();
	}

	#tellSquarings(): void {
		if (this.#squarings > 0) this.#tell({ type: "squarings", count: this.#squarings });
		this.#squarings = 0;
	}

	#tell(report: Report): void {
		// A pool that has gone meanwhile needs no report: the disconnect that follows ends this process.
		if (process.connected) process.send?.(report, undefined, undefined, () => {});
	}

	/** The running test saves itself first; with the channel closed and nothing to do, the process ends by itself. */
	#close(): void {
		this.#closing = true;
		this.#waiting.clear();
		if (this.#running === undefined) this.#leave();
		else this.#abortRunning();
	}

	/** Without the channel nothing keeps the process alive. */
	#leave(): void {
		if (process.connected) process.disconnect?.();
	}
}

/** Only a privileged process may raise its own. */
function trySetPriority(priority: number): void {
	try {
		setPriority(priority);
	} catch (error) {
		if (!(error instanceof Error && "code" in error)) throw error;
	}
}

trySetPriority(constants.priority.PRIORITY_LOW);
new Compute().start();
