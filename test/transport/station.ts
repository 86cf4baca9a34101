// A transport on a free loopback port whose events are recorded, and plain peers to talk to it. Waits for events, never for time.
import { connect, type Socket } from "node:net";
import { parse, stringify } from "ndjson";
import { expect } from "vitest";
import type { TransportLimits } from "../../src/transport/limits.ts";
import type { NetworkKey } from "../../src/transport/network-key.ts";
import type { LinkInfo } from "../../src/transport/link.ts";
import { Transport } from "../../src/transport/transport.ts";

export class Station {
	readonly transport: Transport;
	readonly opened: LinkInfo[] = [];
	readonly lines: { link: number; line: string }[] = [];
	readonly faults: { link: number; code: string }[] = [];
	readonly closed: { link: number; reason: string }[] = [];
	readonly dialsFailed: { address: string; reason: string }[] = [];
	readonly refused: { host: string; reason: string }[] = [];
	/** What a test adds to the recording of a line. */
	onLine: (link: number, line: string) => void = () => {};
	onOpened: (info: LinkInfo) => void = () => {};
	address = "";
	port = 0;
	#waiting: (() => void)[] = [];

	constructor(limits: Partial<TransportLimits> = {}, networkKey?: NetworkKey) {
		this.transport = new Transport(
			{ host: "127.0.0.1", port: 0, limits, networkKey },
			{
				opened: (info) => {
					this.opened.push(info);
					this.onOpened(info);
					this.#wake();
				},
				dialFailed: (address, reason) => this.#note(this.dialsFailed, { address, reason }),
				line: (link, line) => {
					this.onLine(link, line);
					this.#note(this.lines, { link, line });
				},
				fault: (link, code) => this.#note(this.faults, { link, code }),
				closed: (link, reason) => this.#note(this.closed, { link, reason }),
				refused: (host, reason) => this.#note(this.refused, { host, reason }),
			},
		);
	}

	static async listening(limits: Partial<TransportLimits> = {}, networkKey?: NetworkKey): Promise<Station> {
		const station = new Station(limits, networkKey);
		const { port } = await station.transport.listen();
		station.port = port;
		station.address = `127.0.0.1:${port}`;
		return station;
	}

	/** Resolves at the first event after which the condition holds. */
	async until(condition: () => boolean): Promise<void> {
		while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	#note<T>(list: T[], item: T): void {
		list.push(item);
		this.#wake();
	}

	#wake(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}
}

/** A connected socket that swallows its errors, as hostile peers do; it reads nothing until told to. */
export async function plainSocket(port: number): Promise<Socket> {
	const socket = connect({ host: "127.0.0.1", port });
	socket.on("error", () => {});
	await new Promise<void>((resolve) => socket.once("connect", resolve));
	return socket;
}

/** The peer that anyone could write: a socket and the ndjson package. */
export class PlainPeer {
	readonly socket: Socket;
	readonly heard: unknown[] = [];
	readonly #writer = stringify();
	#waiting: (() => void)[] = [];

	private constructor(socket: Socket) {
		this.socket = socket;
		this.#writer.pipe(socket);
		socket.pipe(parse()).on("data", (message: unknown) => {
			this.heard.push(message);
			for (const resolve of this.#waiting.splice(0)) resolve();
		});
	}

	static async connected(port: number): Promise<PlainPeer> {
		return new PlainPeer(await plainSocket(port));
	}

	say(message: object): void {
		this.#writer.write(message);
	}

	async until(condition: () => boolean): Promise<void> {
		while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}

/** Resolves when the other end has closed, whichever way. */
export function ended(socket: Socket): Promise<void> {
	if (socket.closed) return Promise.resolve();
	return new Promise((resolve) => socket.once("close", () => resolve()));
}

/** Opens stations for a test, stops them after it, and sees to it that nothing of them is left. */
export class Stations {
	readonly #stations: Station[] = [];
	#before: string[] = [];

	async begin(): Promise<void> {
		this.#before = await activeResources();
	}

	async listening(limits: Partial<TransportLimits> = {}, networkKey?: NetworkKey): Promise<Station> {
		const station = await Station.listening(limits, networkKey);
		this.#stations.push(station);
		return station;
	}

	async end(): Promise<void> {
		for (const station of this.#stations.splice(0)) {
			await station.transport.stop();
			expect(new Set(station.closed.map(({ link }) => link))).toEqual(new Set(station.opened.map(({ link }) => link)));
			expect(station.closed.length).toBe(station.opened.length);
			expect(station.transport.stats()).toMatchObject({ links: 0, queuedBytes: 0 });
		}
		expect(await activeResources()).toEqual(this.#before);
	}
}

/** Sockets and servers of this process that are alive. Its timers are the test runner's too: leftovers.ts looks for ours. */
async function activeResources(): Promise<string[]> {
	// libuv gives a closed handle back at the end of its loop's turn.
	for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
	return process.getActiveResourcesInfo().filter((name) => /^(TCP|GetAddrInfo)/.test(name));
}
