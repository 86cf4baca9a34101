// A worker thread that computes one greatest common divisor and ends.
import { parentPort, workerData } from "node:worker_threads";
import { gcd } from "./half-gcd.ts";

const { a, b }: { readonly a: bigint; readonly b: bigint } = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(gcd(a, b));
