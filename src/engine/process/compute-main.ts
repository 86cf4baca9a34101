// The main module of a compute process: takes orders over IPC and works on them in their order, at the lowest priority.
// Ends when the channel to its parent closes, after saving. An error that is not the machine's ends it with a stack.
import { constants, setPriority } from "node:os";
import { EngineError, type TestProgress } from "../engine.ts";
import { ExponentTask } from "../task/exponent-task.ts";
import { testSideBySide } from "../task/side-by-side.ts";
import { type Capabilities, findCapabilities } from "./capabilities.ts";
import type { ComputeSettings, Order, Report } from "./messages.ts";
import { type Member, Orders } from "./orders.ts";
import { REPORT_EVERY_MS } from "../sequence/sequence-run.ts";

const now = (): number => performance.now();

class Compute {
	readonly #orders = new Orders();
	#work: Promise<void> | undefined;
	#settings: ComputeSettings | undefined;
	#capabilities: Promise<Capabilities> | undefined;
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
		switch (order.type) {
			case "start":
				this.#settings = order.settings;
				this.#capabilities = findCapabilities(order.settings);
				// A rejection is told by the first test.
				this.#capabilities.then(
					({ kernels }) => this.#tell({ type: "ready", kernels }),
					() => {},
				);
				return;
			case "test":
				this.#orders.add(order);
				// A rejection is a bug: it is not caught, and ends the process.
				this.#work ??= this.#workOff();
				return;
			case "abort":
				this.#abort(order.id);
		}
	}

	#abort(id: number): void {
		const state = this.#orders.abort(id);
		if (state === "dropped") this.#tell({ type: "aborted", id });
		// Somebody waits for the save: at the lowest priority a busy machine would keep them waiting.
		if (state === "aborting") trySetPriority(constants.priority.PRIORITY_NORMAL);
	}

	async #workOff(): Promise<void> {
		if (this.#capabilities === undefined || this.#settings === undefined) throw new Error("a test was ordered before the start");
		const capabilities = await this.#capabilities.catch((error: unknown) => this.#giveUp(error));
		if (capabilities !== undefined) await this.#workWith(capabilities, this.#settings);
		this.#work = undefined;
		if (this.#closing) this.#leave();
	}

	async #workWith(capabilities: Capabilities, settings: ComputeSettings): Promise<void> {
		while (!this.#closing) {
			const single = this.#orders.take((order) => !capabilities.laneGroups.accepts(order));
			if (single === undefined && !(await this.#workSmall(capabilities, settings))) return;
			if (single !== undefined) await this.#workOn(single, (test) => test.result(), capabilities, settings);
			if (this.#orders.isIdle) trySetPriority(constants.priority.PRIORITY_LOW);
		}
	}

	/** True where there was something to do. */
	async #workSmall(capabilities: Capabilities, settings: ComputeSettings): Promise<boolean> {
		let any = false;
		await capabilities.laneGroups.work({
			next: () => {
				const member = this.#closing ? undefined : this.#orders.take((order) => capabilities.laneGroups.accepts(order));
				any ||= member !== undefined;
				return member;
			},
			factor: (member) => this.#workOn(member, (test) => test.factored(), capabilities, settings),
			together: (members) => this.#workTogether(members, capabilities, settings),
			alone: async (member) => {
				await this.#workOn(member, (test) => test.settled(), capabilities, settings);
			},
		});
		return any;
	}

	/** A part of one test; true where the order is over with it. */
	async #workOn(
		member: Member,
		part: (test: ExponentTask) => ReturnType<ExponentTask["result"]> | ReturnType<ExponentTask["factored"]>,
		capabilities: Capabilities,
		{ dataDir, saveEveryMs }: ComputeSettings,
	): Promise<boolean> {
		const { signal } = member.abort;
		const test = new ExponentTask(
			{ ...member.order, dataDir, saveEveryMs, signal },
			{
				squarers: capabilities.squarers,
				factoring: capabilities.factoring,
				now,
				onProgress: (progress) => this.#tellProgress(member, progress, capabilities),
				onSquarings: (count) => (this.#squarings += count),
				onError: (line) => this.#tell({ type: "log", line }),
			},
		);
		try {
			signal.throwIfAborted();
			const result = await part(test);
			if (result === undefined) return false;
			capabilities.costs.finished(result);
			this.#finish(member, { type: "result", id: member.id, result });
		} catch (error) {
			if (error instanceof EngineError) this.#finish(member, { type: "failed", id: member.id, reason: error.message });
			else if (signal.aborted && error === signal.reason) this.#finish(member, { type: "aborted", id: member.id });
			else throw error;
		}
		return true;
	}

	/** What a lane calls prime, and what the round-off makes doubtful, is tested again alone. */
	async #workTogether(members: readonly Member[], capabilities: Capabilities, settings: ComputeSettings): Promise<void> {
		let reported = now();
		const results = await testSideBySide(
			members.map(({ order }) => order.exponent),
			{
				create: (exponents) => capabilities.laneGroups.squarer(exponents),
				lanes: capabilities.laneGroups.lanes,
				now,
				onSquarings: (count) => (this.#squarings += count),
				goOn: (progress) => {
					const isTime = now() - reported >= REPORT_EVERY_MS;
					if (isTime) reported = now();
					for (const member of isTime ? members : []) {
						const { exponent } = member.order;
						this.#tellProgress(member, { ...progress, exponent, iterations: exponent - 2 }, capabilities);
					}
					return !members.every(({ abort }) => abort.signal.aborted);
				},
			},
		);
		for (const [i, member] of members.entries()) {
			const result = results?.[i];
			if (member.abort.signal.aborted) this.#finish(member, { type: "aborted", id: member.id });
			else if (result === undefined || result.prime) await this.#workOn(member, (test) => test.settled(), capabilities, settings);
			else {
				capabilities.costs.finished(result);
				this.#finish(member, { type: "result", id: member.id, result });
			}
		}
	}

	/** The kernels are not there: whoever asks is told so. */
	#giveUp(error: unknown): undefined {
		if (!(error instanceof EngineError)) throw error;
		for (let member = this.#orders.take(() => true); member !== undefined; member = this.#orders.take(() => true))
			this.#finish(member, { type: "failed", id: member.id, reason: error.message });
		return undefined;
	}

	#finish(member: Member, report: Report): void {
		this.#orders.finished(member);
		this.#tellSquarings();
		this.#tell(report);
	}

	#tellProgress({ id }: Member, progress: TestProgress, capabilities: Capabilities): void {
		capabilities.costs.measured(progress);
		this.#tellSquarings();
		this.#tell({ type: "progress", id, progress });
	}

	#tellSquarings(): void {
		if (this.#squarings > 0) this.#tell({ type: "squarings", count: this.#squarings });
		this.#squarings = 0;
	}

	#tell(report: Report): void {
		// A pool that has gone meanwhile needs no report: the disconnect that follows ends this process.
		if (process.connected) process.send?.(report, undefined, undefined, () => {});
	}

	/** What runs saves itself first; with the channel closed and nothing to do, the process ends by itself. */
	#close(): void {
		this.#closing = true;
		trySetPriority(constants.priority.PRIORITY_NORMAL);
		this.#orders.abortAll();
		if (this.#work === undefined) this.#leave();
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
