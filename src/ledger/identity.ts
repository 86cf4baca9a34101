// The node's own key pair, made at its first start and kept in its data folder. A key that cannot be read is an error, not a reason for
// another one; only one that nobody believes any more is set aside for a new one.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./folder.ts";
import { LedgerError } from "./ledger.ts";

/** Only for its owner, like the private keys of ssh. */
const OWN_MODE = 0o600;
const OTHERS_MASK = 0o077;

export interface Identity {
	/** It was made just now. */
	readonly isNew: boolean;
	/** 43 characters of base64url. */
	readonly publicKey: string;
	/** Ed25519, 86 characters of base64url. */
	sign(text: string): string;
}

export interface IdentityOptions {
	/** Made where it is missing. Its lock should be held, or two first starts at once make two keys. */
	readonly folder: string;
	/** Whether the key is proved to have written two histories: then a new one takes its place. */
	readonly isForked?: (publicKey: string) => boolean;
	/** One line for people where others could read the key, or it is a new one. */
	readonly onReport: (line: string) => void;
}

/** Throws LedgerError where the key cannot be read, or none be kept. */
export function openIdentity({ folder, isForked = () => false, onReport }: IdentityOptions): Identity {
	makeFolder(folder);
	const path = join(folder, "identity.pem");
	let privateKey: KeyObject;
	let publicKey: string;
	let isNew: boolean;
	try {
		const kept = readKept(path, onReport);
		isNew = kept === undefined;
		privateKey = createPrivateKey(kept ?? makeKey(path, folder));
		publicKey = publicKeyOf(privateKey);
		if (isForked(publicKey)) {
			const aside = `${path}.forked-${new Date().toISOString().replaceAll(":", "")}`;
			renameSync(path, aside);
			onReport(
				`two nodes wrote under this node's key ${publicKey}, as after a copy of a data folder, and nobody believes it any more: ` +
					`it was moved to ${aside}, and this node goes on with a new one`,
			);
			isNew = true;
			privateKey = createPrivateKey(makeKey(path, folder));
			publicKey = publicKeyOf(privateKey);
		}
	} catch (error) {
		throw new LedgerError("unusable", `cannot use the key ${path}: ${(error as Error).message}`);
	}
	return { isNew, publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url") };
}

/** The public key of the node whose folder it is; makes none. Throws LedgerError. */
export function readPublicKey(folder: string): string {
	const path = join(folder, "identity.pem");
	try {
		return publicKeyOf(createPrivateKey(readFileSync(path)));
	} catch (error) {
		throw new LedgerError("unusable", `cannot use the key ${path}: ${(error as Error).message}`);
	}
}

/** Throws where it is none of Ed25519. */
function publicKeyOf(privateKey: KeyObject): string {
	const { crv, x } = privateKey.export({ format: "jwk" });
	if (crv !== "Ed25519" || x === undefined) throw new Error("it is not of Ed25519");
	return x;
}

/** Undefined where there is none. */
function readKept(path: string, onReport: (line: string) => void): string | undefined {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat === undefined) return undefined;
	const text = readFileSync(path, "utf8");
	// Windows keeps no such modes.
	if ((stat.mode & OTHERS_MASK) !== 0 && process.platform !== "win32") onReport(closeToOthers(path));
	return text;
}

function closeToOthers(path: string): string {
	const was = `others could read this node's private key ${path}`;
	try {
		chmodSync(path, OWN_MODE);
	} catch (error) {
		return `${was} and still can: ${(error as Error).message}`;
	}
	const isMended = (statSync(path).mode & OTHERS_MASK) === 0;
	return isMended ? `${was}; its mode is ${OWN_MODE.toString(8)} again` : `${was} and still can: its file system keeps no modes`;
}

/** Lasts before it is used: whoever has signed with a key must find it again. */
function makeKey(path: string, folder: string): string {
	const { privateKey } = generateKeyPairSync("ed25519", {
		publicKeyEncoding: { type: "spki", format: "pem" },
		privateKeyEncoding: { type: "pkcs8", format: "pem" },
	});
	const unfinished = `${path}.${process.pid}.tmp`;
	writeFileSync(unfinished, privateKey, { mode: OWN_MODE, flush: true });
	renameSync(unfinished, path);
	syncFolder(folder);
	return privateKey;
}

/** Makes the new name last; a system that cannot open folders (Windows) does without. */
function syncFolder(folder: string): void {
	if (process.platform === "win32") return;
	const opened = openSync(folder, "r");
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}
