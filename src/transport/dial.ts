// One attempt to reach HOST:PORT: a connected socket or the reason why not, exactly one of the two, and never within the constructor.
// Leaves nothing behind, whichever way it ends; tries once only, for when to try again is not its to know.
import { connect, type Socket } from "node:net";
import { parseAddress } from "../address.ts";
import { Handshake } from "./handshake.ts";
import { KEEP_ALIVE_DELAY_MS } from "./limits.ts";
import type { NetworkKey } from "./network-key.ts";

export interface DialOptions {
	readonly address: string;
	readonly timeoutMs: number;
	/** Why it must fail without being tried. */
	readonly refusal: string | undefined;
	/** Of a private network: only who holds it is reached. */
	readonly networkKey: NetworkKey | undefined;
}

export interface DialEvents {
	connected(socket: Socket): void;
	failed(reason: string): void;
}

export class Dial {
	readonly #events: DialEvents;
	readonly #options: DialOptions;
	#handshake: Handshake | undefined;
	#socket: Socket | undefined;
	#timer: NodeJS.Timeout | undefined;
	#settled = false;

	constructor(options: DialOptions, events: DialEvents) {
		this.#events = events;
		this.#options = options;
		const target = parseAddress(options.address);
		if (target === undefined || options.refusal !== undefined) {
			process.nextTick(() => this.abort(options.refusal ?? "not an address"));
			return;
		}
		const socket = connect({ ...target, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS });
		this.#socket = socket;
		this.#timer = setTimeout(() => this.abort("timeout"), options.timeoutMs);
		socket.on("error", this.#failed);
		socket.on("connect", this.#connected);
	}

	abort(reason: string): void {
		if (this.#settled) return;
		this.#settle();
		// The listener for errors stays: a socket may report one even after destroy().
		this.#handshake?.abort(reason);
		this.#socket?.destroy();
		this.#events.failed(reason);
	}

	readonly #failed = (error: NodeJS.ErrnoException): void => this.abort(error.code ?? error.message);

	readonly #connected = (): void => {
		const socket = this.#socket;
		if (this.#settled || socket === undefined) return;
		// A dial to a free port of this machine may be given that very port as its own, and then reaches itself.
		if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) {
			this.abort("ECONNREFUSED");
			return;
		}
		const { networkKey: key, timeoutMs } = this.#options;
		if (key === undefined) return this.#reached(socket);
		this.#handshake = new Handshake(
			{ socket, side: "dialler", key, timeoutMs },
			{ secured: (secured) => this.#reached(secured), failed: (reason) => this.abort(reason) },
		);
	};

	#reached(socket: Socket): void {
		if (this.#settled) return;
		this.#settle();
		this.#events.connected(socket);
		this.#socket?.removeListener("error", this.#failed);
	}

	#settle(): void {
		this.#settled = true;
		clearTimeout(this.#timer);
		this.#socket?.removeListener("connect", this.#connected);
	}
}
