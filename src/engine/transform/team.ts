// The helping threads of one squarer: they sleep until told to iterate together with the calling thread.
// Orders go through shared memory, so that the calling thread never needs its event loop for them.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type FieldValues, KernelInstance } from "./instance.ts";

/** Places in the shared order: a serial number that wakes the threads, what to do and with which factors, and how many threads are ready. */
const ORDER = { serial: 0, count: 1, operation: 2, phase: 3, second: 4, third: 5, stop: 6, ready: 7, length: 8 } as const;

/** A thread that is not there by then never will be. */
const START_MS = 20_000;

/** What a helping thread is started with. */
export interface Membership {
	readonly module: WebAssembly.Module;
	readonly memory: WebAssembly.Memory;
	readonly fields: FieldValues;
	readonly order: SharedArrayBuffer;
}

/** What the calling thread is about to do itself. */
export interface TeamOrder {
	readonly count: number;
	/** One of OPERATION. */
	readonly operation: number;
	readonly phase: number;
	/** Addresses of the factors that it needs. */
	readonly second: number;
	readonly third: number;
}

export class Team {
	readonly #order = new Int32Array(new SharedArrayBuffer(4 * ORDER.length));
	readonly #workers: readonly Worker[];

	/** One helping thread for each set of fields. */
	constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, fieldsOfThreads: readonly FieldValues[]) {
		const file = new URL(`./team-thread${extname(import.meta.url)}`, import.meta.url);
		this.#workers = fieldsOfThreads.map((fields) => {
			const workerData: Membership = { module, memory, fields, order: this.#order.buffer };
			const worker = new Worker(file, { workerData, name: "gimps-node transform" });
			worker.unref();
			return worker;
		});
	}

	/** Lets the helping threads join in; the calling thread must do the same; each thread has been given the same shifts. Throws where a thread does not start. */
	begin({ count, operation, phase, second, third }: TeamOrder): void {
		this.#awaitThreads();
		this.#order.set([count, operation, phase, second, third], ORDER.count);
		this.#wake();
	}

	close(): void {
		Atomics.store(this.#order, ORDER.stop, 1);
		this.#wake();
		for (const worker of this.#workers) void worker.terminate();
	}

	#awaitThreads(): void {
		for (let ready = Atomics.load(this.#order, ORDER.ready); ready < this.#workers.length; ready = Atomics.load(this.#order, ORDER.ready)) {
			if (Atomics.wait(this.#order, ORDER.ready, ready, START_MS) === "timed-out") throw new Error("a helping thread did not start");
		}
	}

	#wake(): void {
		Atomics.add(this.#order, ORDER.serial, 1);
		Atomics.notify(this.#order, ORDER.serial);
	}
}

/** The life of a helping thread. */
export function follow({ module, memory, fields, order: buffer }: Membership): void {
	const kernel = new KernelInstance(module, memory, fields);
	const order = new Int32Array(buffer);
	Atomics.add(order, ORDER.ready, 1);
	Atomics.notify(order, ORDER.ready);
	for (let done = 0; ; done++) {
		Atomics.wait(order, ORDER.serial, done);
		if (Atomics.load(order, ORDER.stop) !== 0) return;
		const [count = 0, operation = 0, phase = 0, second = 0, third = 0] = order.subarray(ORDER.count);
		kernel.setField("second", second);
		kernel.setField("third", third);
		kernel.functions.setPhase(phase);
		kernel.functions.iterateTogether(count, operation);
	}
}
