import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Identity, openIdentity } from "../../src/ledger/identity.ts";
import { hashText, verifyText } from "../../src/ledger/signature.ts";

describe("a node's identity", () => {
	let folder = "";
	let path = "";
	const reports: string[] = [];
	const open = (): Identity => openIdentity({ folder, onReport: (line) => reports.push(line) });
	const refused = (message: string) => expect.objectContaining({ name: "LedgerError", message: expect.stringContaining(message) });

	beforeEach(async () => {
		folder = join(await mkdtemp(join(tmpdir(), "identity-")), "made by it");
		path = join(folder, "identity.pem");
		reports.length = 0;
	});
	afterEach(() => rm(join(folder, ".."), { recursive: true }));

	it("is made once, for its owner only, and is the same ever after", async () => {
		const first = open();
		expect(first.publicKey).toMatch(/^[\w-]{43}$/);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readdir(folder)).toEqual(["identity.pem"]);
		const bytes = await readFile(path);
		const second = open();
		expect(second.publicKey).toBe(first.publicKey);
		expect(second.sign("text")).toBe(first.sign("text"));
		expect(await readFile(path)).toEqual(bytes);
		expect(reports).toEqual([]);
	});

	it("is set aside, not lost, where two nodes used it, and another takes its place", async () => {
		const spent = open();
		const bytes = await readFile(path);
		const next = openIdentity({ folder, isForked: (key) => key === spent.publicKey, onReport: (line) => reports.push(line) });
		expect(next).toMatchObject({ isNew: true });
		expect(next.publicKey).not.toBe(spent.publicKey);
		expect(open().publicKey).toBe(next.publicKey);
		const [aside] = (await readdir(folder)).filter((name) => name !== "identity.pem");
		expect(await readFile(join(folder, aside!))).toEqual(bytes);
		expect(reports).toEqual([expect.stringContaining(join(folder, aside!))]);
	});

	it("is of a form that others can read", () => {
		const { publicKey } = open();
		const openssl = spawnSync("openssl", ["pkey", "-in", path, "-pubout", "-outform", "DER"]);
		if (openssl.error !== undefined) return;
		expect(openssl.stdout.subarray(-32).toString("base64url")).toBe(publicKey);
	});

	it("is closed to others again where they could read it, and says so", async () => {
		const { publicKey } = open();
		await chmod(path, 0o644);
		expect(open().publicKey).toBe(publicKey);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(reports).toEqual([`others could read this node's private key ${path}; its mode is 600 again`]);
		open();
		expect(reports).toHaveLength(1);
	});

	it("is never replaced where it cannot be read", async () => {
		open();
		const rsa = generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey.export({ type: "pkcs8", format: "pem" });
		for (const content of ["", "not a key", (await readFile(path, "utf8")).slice(0, 60), rsa]) {
			await writeFile(path, content);
			expect(open).toThrow(refused(`cannot use the key ${path}`));
			expect(await readFile(path, "utf8")).toBe(content);
		}
		expect(() => openIdentity({ folder: path, onReport: () => undefined })).toThrow(refused("it is a file"));
	});

	it("signs what anyone can check", async () => {
		const { publicKey, ...own } = open();
		const sign = (signed: string) => own.sign(signed);
		const text = 'a "text" with ü and \u{1f600}';
		const sig = sign(text);
		expect(sig).toMatch(/^[\w-]{86}$/);
		expect(await verifyText(publicKey, text, sig)).toBe(true);
		expect(await verifyText(publicKey, `${text} `, sig)).toBe(false);
		expect(await verifyText(publicKey, text, sign("another"))).toBe(false);
		const many = await Promise.all(Array.from({ length: 200 }, (_, at) => verifyText(publicKey, `${at % 2}`, sign(`${(at % 3) % 2}`))));
		expect(many).toEqual(Array.from({ length: 200 }, (_, at) => at % 2 === (at % 3) % 2));
	});

	it("is checked to the letter: nothing malformed, and no second spelling", async () => {
		const { publicKey, ...own } = open();
		const sign = (signed: string) => own.sign(signed);
		const sig = sign("text");
		const last = (text: string, to: (code: number) => number) => {
			const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
			return text.slice(0, -1) + (letters[to(letters.indexOf(text.at(-1) ?? ""))] ?? "");
		};
		// The last letter's lowest bits are no part of the bytes.
		const spelledKey = last(publicKey, (code) => code ^ 1);
		const spelledSig = last(sig, (code) => code ^ 1);
		expect(Buffer.from(spelledKey, "base64url")).toEqual(Buffer.from(publicKey, "base64url"));
		expect(Buffer.from(spelledSig, "base64url")).toEqual(Buffer.from(sig, "base64url"));
		for (const key of [spelledKey, "", "A", `${publicKey}=`, "A".repeat(43), "_".repeat(42), "not base64!"])
			expect(await verifyText(key, "text", sig), key).toBe(false);
		for (const other of [spelledSig, "", "A", `${sig}==`, "A".repeat(86), sig.slice(1)])
			expect(await verifyText(publicKey, "text", other), other).toBe(false);
	});
});

describe("the hash of a text", () => {
	it("is SHA-256 of its UTF-8 in base64url", () => {
		// FIPS 180-2's example "abc", and the empty text.
		const known = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
		expect(hashText("abc")).toBe(known("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
		expect(hashText("")).toBe("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
		expect(hashText("ü")).toBe(hashText(Buffer.from([0xc3, 0xbc]).toString("utf8")));
	});
});
