// The main module of a compute process: takes orders over IPC and has them worked off, at a low priority.
// Ends when the channel to its parent closes, after saving. An error that is not the machine's ends it with a stack.
import { EngineError } from "../engine.ts";
import { takeNormalPriority, takePriority } from "../host/priority.ts";
import { findCapabilities } from "./capabilities.ts";
import type { ComputeSettings, Order, Report } from "./messages.ts";
import { OrderRunner } from "./order-runner.ts";
import { Orders } from "./orders.ts";

class Compute {
	readonly #orders = new Orders();
	#runner: Promise<OrderRunner> | undefined;
	#work: Promise<void> | undefined;
	#closing = false;

	start(): void {
		process.on("message", (order: Order) => this.#take(order));
		process.on("disconnect", () => this.#close());
		// A terminal sends these to the whole group; the parent decides what they mean, and its end is seen as a disconnect.
		process.on("SIGINT", () => {});
		process.on("SIGHUP", () => {});
		// Without a listener Node opens its debugger.
		if (process.platform !== "win32") process.on("SIGUSR1", () => {});
		process.on("SIGTERM", () => this.#close());
	}

	#take(order: Order): void {
		switch (order.type) {
			case "start":
				// Before anything else: a lower one could not be raised again.
				takePriority(order.settings.nice);
				this.#runner = this.#prepare(order.settings);
				// A rejection is told by the first order.
				this.#runner.catch(() => {});
				return;
			case "test":
			case "factor":
			case "verify":
			case "certify": {
				const { id, ...work } = order;
				this.#orders.add(id, work);
				// A rejection is a bug: it is not caught, and ends the process.
				this.#work ??= this.#workOff();
				return;
			}
			case "abort":
				this.#abort(order.id);
		}
	}

	async #prepare(settings: ComputeSettings): Promise<OrderRunner> {
		const capabilities = await findCapabilities(settings);
		this.#tell({ type: "ready", kernels: capabilities.kernels });
		const dependencies = {
			orders: this.#orders,
			capabilities,
			tell: (report: Report) => this.#tell(report),
			now: () => performance.now(),
			cpuSeconds,
		};
		return new OrderRunner(settings, dependencies);
	}

	#abort(id: number): void {
		const state = this.#orders.abort(id);
		if (state === "dropped") this.#tell({ type: "aborted", id });
		// Somebody waits for the save: at the lowest priority a busy machine would keep them waiting.
		if (state === "aborting") takeNormalPriority();
	}

	async #workOff(): Promise<void> {
		if (this.#runner === undefined) throw new Error("work was ordered before the start");
		const runner = await this.#runner.catch((error: unknown) => this.#giveUp(error));
		await runner?.run();
		this.#work = undefined;
		if (this.#closing) this.#leave();
	}

	/** The kernels are not there: whoever asks is told so. */
	#giveUp(error: unknown): undefined {
		if (!(error instanceof EngineError)) throw error;
		for (let member = this.#orders.take(() => true); member !== undefined; member = this.#orders.take(() => true)) {
			this.#orders.finished(member);
			this.#tell({ type: "failed", id: member.id, reason: error.message });
		}
		return undefined;
	}

	#tell(report: Report): void {
		// A pool that has gone meanwhile needs no report: the disconnect that follows ends this process.
		if (process.connected) process.send?.(report, undefined, undefined, () => {});
	}

	/** What runs saves itself first; with the channel closed and nothing to do, the process ends by itself. */
	#close(): void {
		this.#closing = true;
		takeNormalPriority();
		this.#orders.close();
		if (this.#work === undefined) this.#leave();
	}

	/** Without the channel nothing keeps the process alive. */
	#leave(): void {
		if (process.connected) process.disconnect?.();
	}
}

function cpuSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}

new Compute().start();
