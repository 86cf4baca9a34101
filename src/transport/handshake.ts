// The private side of a link: TLS 1.3 over a connected socket, by the secret that a network shares (RFC 8446, pre-shared key with an
// ephemeral exchange, so that a secret that leaks later opens no link of today). Promises one outcome, never within its constructor.
import type { Socket } from "node:net";
import { connect, createServer, type SecureContextOptions, TLSSocket } from "node:tls";
import type { NetworkKey } from "./network-key.ts";

/** Both suites that a pre-shared key of 32 bytes serves; the name with PSK is how OpenSSL lets keys in at all. */
const SUITES: SecureContextOptions = {
	minVersion: "TLSv1.3",
	maxVersion: "TLSv1.3",
	ciphers: "TLS_AES_128_GCM_SHA256:PSK-AES128-GCM-SHA256",
};
const IDENTITY = "gimps-node";
const BINDING_BYTES = 32;
/** First byte of a TLS record that begins a handshake, which no line of JSON begins with. */
export const HANDSHAKE_BYTE = 0x16;

const OTHER_KEY = "another network key";
const NO_KEY = "no network key there";
/** What a link without a key says to the beginning of a handshake. */
export const KEY_THERE = "the peer has a network key, this node has none";
/** Reasons that say that the two ends are not of one network. */
export const KEY_REASONS: ReadonlySet<string> = new Set([OTHER_KEY, NO_KEY, KEY_THERE]);

/** What a person should read of an error, by its code; all else is told by its code. */
const REASONS: Readonly<Record<string, string>> = {
	ERR_SSL_BINDER_DOES_NOT_VERIFY: OTHER_KEY,
	ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: OTHER_KEY,
	ERR_SSL_WRONG_VERSION_NUMBER: NO_KEY,
	ERR_SSL_HTTP_REQUEST: NO_KEY,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_KEY,
	ERR_SSL_NO_SHARED_CIPHER: NO_KEY,
	ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM: NO_KEY,
	ECONNRESET: NO_KEY,
};

export interface HandshakeOptions {
	readonly socket: Socket;
	/** Which end of the connection this is. */
	readonly side: "dialler" | "listener";
	readonly key: NetworkKey;
	readonly timeoutMs: number;
}

export interface HandshakeEvents {
	/** Carries lines like any socket, and still has a listener for errors. */
	secured(socket: TLSSocket): void;
	failed(reason: string): void;
}

export class Handshake {
	readonly #events: HandshakeEvents;
	readonly #socket: Socket;
	readonly #timer: NodeJS.Timeout;
	#settled = false;

	constructor({ socket, side, key, timeoutMs }: HandshakeOptions, events: HandshakeEvents) {
		this.#events = events;
		this.#socket = socket;
		this.#timer = setTimeout(() => this.abort("timeout"), timeoutMs);
		socket.on("close", () => this.abort(NO_KEY));
		if (side === "dialler") this.#dial(key);
		else this.#listen(key);
	}

	abort(reason: string): void {
		if (this.#settled) return;
		this.#settle();
		this.#socket.destroy();
		this.#events.failed(reason);
	}

	#dial(key: NetworkKey): void {
		const pskCallback = (): { psk: NetworkKey; identity: string } => ({ psk: key, identity: IDENTITY });
		const secured = connect({ socket: this.#socket, ...SUITES, checkServerIdentity: () => undefined, pskCallback });
		secured.on("error", this.#failed);
		secured.on("secureConnect", () => this.#secured(secured));
	}

	/** A server of its own for each connection: it costs a fifth of a millisecond, and what it says is about this one. */
	#listen(key: NetworkKey): void {
		const server = createServer({ ...SUITES, pskCallback: () => key });
		server.on("tlsClientError", this.#failed);
		server.on("secureConnection", (secured) => {
			secured.on("error", this.#failed);
			this.#secured(secured);
		});
		server.emit("connection", this.#socket);
	}

	/** After the handshake too: Node leaves the connection below a failed TLS socket open, and then neither is ever closed. */
	readonly #failed = (error: NodeJS.ErrnoException): void => {
		this.abort(REASONS[error.code ?? ""] ?? error.code ?? error.message);
		this.#socket.destroy();
	};

	#secured(socket: TLSSocket): void {
		if (this.#settled) return;
		this.#settle();
		this.#events.secured(socket);
	}

	#settle(): void {
		this.#settled = true;
		clearTimeout(this.#timer);
	}
}

/** Of a link over TLS 32 bytes that both its ends derive and nobody else can, in base64url. */
export function bindingOf(socket: Socket): string | undefined {
	if (!(socket instanceof TLSSocket)) return undefined;
	return socket.exportKeyingMaterial(BINDING_BYTES, "EXPORTER-gimps-node-link", Buffer.alloc(0)).toString("base64url");
}
