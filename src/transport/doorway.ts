// Between an accepted socket and a link: who is refused at once, and in a private network the handshake that only a holder of its key passes.
// Promises that few wait in it, the longest waiting giving way, and that a socket is admitted or refused, once.
import type { Socket } from "node:net";
import { formatAddress, parseHost } from "../address.ts";
import { Gate } from "./gate.ts";
import { Handshake } from "./handshake.ts";
import type { TransportLimits } from "./limits.ts";
import type { NetworkKey } from "./network-key.ts";

export interface DoorwayOptions {
	readonly networkKey: NetworkKey | undefined;
	readonly limits: TransportLimits;
}

export interface DoorwayEvents {
	/** address: HOST:PORT of the other end. */
	admitted(socket: Socket, address: string): void;
	refused(host: string, reason: string): void;
}

export class Doorway {
	readonly #options: DoorwayOptions;
	readonly #events: DoorwayEvents;
	readonly #gate: Gate;
	/** Handshakes under way, the longest waiting first. */
	readonly #waiting = new Set<Handshake>();

	constructor(options: DoorwayOptions, events: DoorwayEvents) {
		this.#options = options;
		this.#events = events;
		this.#gate = new Gate(options.limits);
	}

	/** Handshakes under way. */
	get size(): number {
		return this.#waiting.size;
	}

	/** refusal: why nobody may come in now. */
	enter(socket: Socket, refusal: string | undefined): void {
		// It may be gone again already; and a socket without this listener would end the process with its first error.
		socket.on("error", () => {});
		const host = parseHost(socket.remoteAddress ?? "");
		const port = socket.remotePort;
		if (host === undefined || port === undefined) {
			socket.destroy();
			return;
		}
		const reason = refusal ?? this.#gate.refuses(host, performance.now());
		if (reason !== undefined) {
			socket.destroy();
			this.#events.refused(host, reason);
			return;
		}
		const { networkKey } = this.#options;
		const address = formatAddress({ host, port });
		if (networkKey === undefined) this.#events.admitted(socket, address);
		else this.#shakeHands(socket, networkKey, { host, address });
	}

	isExempt(host: string): boolean {
		return this.#gate.isExempt(host);
	}

	ban(host: string, untilMs: number): void {
		this.#gate.ban(host, untilMs);
	}

	close(): void {
		for (const handshake of this.#waiting) handshake.abort("stopped");
	}

	#shakeHands(socket: Socket, key: NetworkKey, { host, address }: { readonly host: string; readonly address: string }): void {
		const { dialTimeoutMs: timeoutMs, silentLinkLimit } = this.#options.limits;
		const handshake = new Handshake(
			{ socket, side: "listener", key, timeoutMs },
			{
				secured: (secured) => {
					this.#waiting.delete(handshake);
					this.#events.admitted(secured, address);
				},
				failed: (reason) => {
					this.#waiting.delete(handshake);
					this.#events.refused(host, reason);
				},
			},
		);
		this.#waiting.add(handshake);
		const [longest] = this.#waiting;
		if (this.#waiting.size > silentLinkLimit) longest?.abort("silent while others wait");
	}
}
