// Checks what others signed, and hashes texts. Checks run on the runtime's pool of threads, so a thousand at once hold up nobody.
import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";

/** SHA-256 of its UTF-8, 43 characters of base64url. */
export function hashText(text: string): string {
	return hash("sha256", text, "base64url");
}

/**
 * Whether the key's owner signed the text: key and sig as Identity gives them. Never rejects; anything malformed is false,
 * also a second spelling of the same bytes.
 */
export function verifyText(publicKey: string, text: string, sig: string): Promise<boolean> {
	const key = readKey(publicKey);
	const signature = Buffer.from(sig, "base64url");
	if (key === undefined || signature.toString("base64url") !== sig) return Promise.resolve(false);
	return new Promise((resolve) => {
		verify(null, Buffer.from(text), key, signature, (error, isGood) => resolve(error === null && isGood));
	});
}

/** Some 5 microseconds, a small part of a check: not worth remembering. */
function readKey(publicKey: string): KeyObject | undefined {
	if (Buffer.from(publicKey, "base64url").toString("base64url") !== publicKey) return undefined;
	try {
		return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
	} catch {
		return undefined;
	}
}
