// Works off the orders of a compute process one after another, small exponents side by side, and reports on each.
// Every order that was taken ends with one report: result, aborted or failed. Anything that is no EngineError is thrown.
import { EngineError } from "../engine.ts";
import { takePriority } from "../host/priority.ts";
import { REPORT_EVERY_MS } from "../sequence/sequence-run.ts";
import { certify } from "../proof/certify.ts";
import { verifyProof } from "../proof/verify-proof.ts";
import { ExponentTask } from "../task/exponent-task.ts";
import { searchFactor } from "../task/factor-search.ts";
import { testSideBySide } from "../task/side-by-side.ts";
import type { Capabilities } from "./capabilities.ts";
import { type ComputeSettings, exponentOf, type Report, type WorkProgress, type WorkResult } from "./messages.ts";
import type { Member, Orders } from "./orders.ts";

export interface OrderRunnerDependencies {
	readonly orders: Orders;
	readonly capabilities: Capabilities;
	readonly tell: (report: Report) => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
	/** Of all threads of this process, since its start. */
	readonly cpuSeconds: () => number;
}

/** Which part of a test is wanted; "factoring" may leave the rest for later. */
type Part = "all" | "factoring" | "rest";

export class OrderRunner {
	readonly #settings: ComputeSettings;
	readonly #dependencies: OrderRunnerDependencies;
	/** Not told yet. */
	#squarings = 0;
	/** Told already. */
	#cpuSeconds = 0;

	constructor(settings: ComputeSettings, dependencies: OrderRunnerDependencies) {
		this.#settings = settings;
		this.#dependencies = dependencies;
	}

	/** Until no order is waiting. */
	async run(): Promise<void> {
		const { orders, capabilities } = this.#dependencies;
		for (;;) {
			const single = orders.take((order) => !capabilities.laneGroups.accepts(order));
			if (single === undefined && !(await this.#runGroups())) return;
			if (single !== undefined) await this.#workOn(single, "all");
			if (orders.isIdle) takePriority(this.#settings.nice);
		}
	}

	/** True where there was something to do. */
	async #runGroups(): Promise<boolean> {
		const { orders, capabilities } = this.#dependencies;
		let any = false;
		await capabilities.laneGroups.work({
			next: () => {
				const member = orders.take((order) => capabilities.laneGroups.accepts(order));
				any ||= member !== undefined;
				return member;
			},
			factor: (member) => this.#workOn(member, "factoring"),
			together: (members) => this.#workTogether(members),
			alone: async (member) => {
				await this.#workOn(member, "rest");
			},
		});
		return any;
	}

	/** True where the order is over with it. */
	async #workOn(member: Member, part: Part): Promise<boolean> {
		const { signal } = member.abort;
		try {
			signal.throwIfAborted();
			const result = await this.#work(member, part);
			if (result === undefined) return false;
			this.#dependencies.capabilities.costs.finished(result);
			this.#finish(member, { type: "result", id: member.id, result });
		} catch (error) {
			if (error instanceof EngineError) this.#finish(member, { type: "failed", id: member.id, reason: error.message });
			else if (signal.aborted && error === signal.reason) this.#finish(member, { type: "aborted", id: member.id });
			else throw error;
		}
		return true;
	}

	#work(member: Member, part: Part): Promise<WorkResult | undefined> {
		const { order, abort } = member;
		const { dataDir, saveEveryMs } = this.#settings;
		const { capabilities, tell, now } = this.#dependencies;
		const { squarers, factoring } = capabilities;
		const settings = { dataDir, saveEveryMs, signal: abort.signal };
		const dependencies = {
			squarers,
			factoring,
			now,
			onProgress: (progress: WorkProgress) => this.#tellProgress(member, progress),
			onSquarings: (count: number) => void (this.#squarings += count),
			onError: (line: string) => tell({ type: "log", line }),
		};
		if (order.type === "factor") return searchFactor({ ...order, ...settings }, dependencies);
		if (order.type === "verify") return verifyProof(order.file, abort.signal, dependencies);
		if (order.type === "certify") return certify({ ...order, ...settings }, dependencies);
		const task = new ExponentTask({ ...order, ...settings }, dependencies);
		return part === "all" ? task.result() : part === "factoring" ? task.factored() : task.settled();
	}

	/** What a lane calls prime, and what the round-off makes doubtful, is tested again alone. */
	async #workTogether(members: readonly Member[]): Promise<void> {
		const { capabilities, now } = this.#dependencies;
		let reported = now();
		const results = await testSideBySide(
			members.map(({ order }) => exponentOf(order)),
			{
				create: (exponents) => capabilities.laneGroups.squarer(exponents),
				lanes: capabilities.laneGroups.lanes,
				now,
				onSquarings: (count) => void (this.#squarings += count),
				goOn: (progress) => {
					const isTime = now() - reported >= REPORT_EVERY_MS;
					if (isTime) reported = now();
					for (const member of isTime ? members : []) {
						const exponent = exponentOf(member.order);
						this.#tellProgress(member, { ...progress, exponent, iterations: exponent - 2 });
					}
					return !members.every(({ abort }) => abort.signal.aborted);
				},
			},
		);
		for (const [i, member] of members.entries()) {
			const result = results?.[i];
			if (member.abort.signal.aborted) this.#finish(member, { type: "aborted", id: member.id });
			else if (result === undefined || result.prime) await this.#workOn(member, "rest");
			else {
				capabilities.costs.finished(result);
				this.#finish(member, { type: "result", id: member.id, result });
			}
		}
	}

	#finish(member: Member, report: Report): void {
		this.#dependencies.orders.finished(member);
		this.#tellSpent();
		this.#dependencies.tell(report);
	}

	#tellProgress({ id }: Member, progress: WorkProgress): void {
		if (progress.kind !== "TF" && progress.kind !== "P-1 stage 2") this.#dependencies.capabilities.costs.measured(progress);
		this.#tellSpent();
		this.#dependencies.tell({ type: "progress", id, progress });
	}

	#tellSpent(): void {
		const cpuSeconds = this.#dependencies.cpuSeconds();
		this.#dependencies.tell({ type: "spent", squarings: this.#squarings, cpuSeconds: cpuSeconds - this.#cpuSeconds });
		this.#squarings = 0;
		this.#cpuSeconds = cpuSeconds;
	}
}
