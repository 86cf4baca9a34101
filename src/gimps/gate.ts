// A gate before all work: open, or closed for a reason. Who works while it closes is asked to save and stop, and may go on when it opens.

export class Gate {
	#reason: string | undefined;
	#closing = new AbortController();
	#opening = Promise.withResolvers<void>();

	/** Why it is closed; undefined: it is open. */
	get reason(): string | undefined {
		return this.#reason;
	}

	/** Closes for this reason, or opens. */
	set(reason: string | undefined): void {
		const wasOpen = this.#reason === undefined;
		this.#reason = reason;
		if (wasOpen && reason !== undefined) {
			this.#opening = Promise.withResolvers<void>();
			this.#closing.abort();
		}
		if (!wasOpen && reason === undefined) {
			this.#closing = new AbortController();
			this.#opening.resolve();
		}
	}

	/** Asks for work while the gate is open, again each time that it had to stop. Rejects as the work does, and with the signal's reason. */
	async pass<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
		const stopped = Promise.withResolvers<never>();
		const stop = (): void => stopped.reject(signal.reason);
		stopped.promise.catch(() => {});
		signal.addEventListener("abort", stop, { once: true });
		try {
			for (;;) {
				signal.throwIfAborted();
				while (this.#reason !== undefined) await Promise.race([this.#opening.promise, stopped.promise]);
				const closing = this.#closing.signal;
				try {
					return await work(AbortSignal.any([signal, closing]));
				} catch (error) {
					if (!closing.aborted || error !== closing.reason) throw error;
				}
			}
		} finally {
			signal.removeEventListener("abort", stop);
		}
	}
}
