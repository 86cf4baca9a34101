// A worker thread that computes one Jacobi symbol and ends.
import { parentPort, workerData } from "node:worker_threads";
import { jacobi } from "./half-gcd.ts";

const { value, modulus }: { readonly value: bigint; readonly modulus: bigint } = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(jacobi(value, modulus));
