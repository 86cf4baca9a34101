// Virtual time: what is to happen, in the order of its time and, at one time, of its coming. Nothing ever waits.

interface Happening {
	readonly at: number;
	readonly turn: number;
	readonly happen: () => void;
}

export class Clock {
	now = 0;
	readonly #heap: Happening[] = [];
	#turn = 0;

	at(time: number, happen: () => void): void {
		const heap = this.#heap;
		const happening = { at: Math.max(time, this.now), turn: this.#turn++, happen };
		let index = heap.push(happening) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!isBefore(happening, heap[parent]!)) break;
			heap[index] = heap[parent]!;
			index = parent;
		}
		heap[index] = happening;
	}

	in(delayMs: number, happen: () => void): void {
		this.at(this.now + delayMs, happen);
	}

	runUntil(time: number): void {
		while (this.#heap.length > 0 && this.#heap[0]!.at <= time) {
			const next = this.#take();
			this.now = next.at;
			next.happen();
		}
		this.now = time;
	}

	#take(): Happening {
		const heap = this.#heap;
		const first = heap[0]!;
		const last = heap.pop()!;
		if (heap.length === 0) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
			if (!isBefore(heap[child]!, last)) break;
			heap[index] = heap[child]!;
			index = child;
		}
		heap[index] = last;
		return first;
	}
}

function isBefore(a: Happening, b: Happening): boolean {
	return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
