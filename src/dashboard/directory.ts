// The nodes that a dashboard watches: where each answers, and which id it has.
// Promises that nothing else can ever be reached through it; never forgets a node that does not answer.

export interface NodeAddress {
	/** Root of the node's HTTP, such as http://127.0.0.1:9001. */
	readonly url: string;
	/** The node's id (by default its port); learned from its state where it is not given. */
	readonly port?: number;
}

export interface DirectoryEntry {
	/** Position in the list: the name of this node in the merged stream of events. */
	readonly index: number;
	readonly url: string;
	id: number | null;
}

const LEARN_TIMEOUT_MS = 2_000;

export class NodeDirectory {
	readonly entries: readonly DirectoryEntry[];

	constructor(addresses: readonly NodeAddress[]) {
		this.entries = addresses.map((address, index) => ({ index, url: address.url.replace(/\/+$/, ""), id: address.port ?? null }));
	}

	/** The node of this id; asks those whose id is not known yet. */
	async find(id: number): Promise<DirectoryEntry | undefined> {
		const known = this.#byId(id);
		if (known !== undefined) return known;
		await this.askUnknown();
		return this.#byId(id);
	}

	/** Asks the nodes whose ids are not known yet. */
	async askUnknown(): Promise<void> {
		await Promise.all(this.entries.filter((entry) => entry.id === null).map((entry) => this.#ask(entry)));
	}

	/** Takes a node's own word for its id, once. */
	learn(entry: DirectoryEntry, state: unknown): void {
		if (entry.id !== null || typeof state !== "object" || state === null) return;
		const id: unknown = "id" in state ? state.id : "port" in state ? state.port : null;
		if (typeof id === "number" && Number.isSafeInteger(id) && this.#byId(id) === undefined) entry.id = id;
	}

	#byId(id: number): DirectoryEntry | undefined {
		return this.entries.find((entry) => entry.id === id);
	}

	async #ask(entry: DirectoryEntry): Promise<void> {
		try {
			const response = await fetch(`${entry.url}/state`, { signal: AbortSignal.timeout(LEARN_TIMEOUT_MS), redirect: "error" });
			this.learn(entry, await response.json());
		} catch {
			// It does not answer now: asked again when next somebody wants it.
		}
	}
}
