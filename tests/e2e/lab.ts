import type { Configuration } from "./servers/real-registry.ts";

// What tests delete from: the seed `lab` of a real registry, and the worlds `writable…` of the fake, which begin with
// the same. Each test has a registry of its own, or its own state of a world.

/** The repository of the lab. */
export const LAB = "gallery/ui";

/** Tags of one image, in Docker's media types. */
export const ALIASES = ["latest", "2", "2.1", "2.1.106"];

/** An index of two platforms, each with an attestation. */
export const ATTESTED = "2.1.105";

/** An image with a signature, which has a tag of its own: `sha256-….sig`. */
export const SIGNED = "2.1.104";

/** An index of two platforms; `linux/amd64` is also tagged alone. */
export const SHARED = "2.1.103";
export const SHARED_PLATFORM = "2.1.103-amd64";

/** Every tag but that of the signature. */
export const LAB_TAGS = [...ALIASES, ATTESTED, SIGNED, SHARED, SHARED_PLATFORM];

/** A repository of the worlds alone. Its tags are named after what is odd: `missing-child`, `nested`, `schema-1`,
 * `gone`; nothing is odd about `good`. */
export const ODDITIES = "gallery/oddities";

/** A registry whose pages of other origins may read, delete and push. */
export const DELETABLE: Configuration = {
  headers: {
    "Access-Control-Allow-Origin": ["*"],
    "Access-Control-Allow-Methods": ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"],
    "Access-Control-Allow-Headers": ["Authorization", "Accept", "Content-Type"],
    "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Link", "WWW-Authenticate", "Retry-After"],
  },
};

/** The tag under which the signature of a digest lies. */
export function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}
