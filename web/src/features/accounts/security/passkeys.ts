/** Only on https and on this computer itself, under a name and not a number, and in browsers of 2025 and later. */
export const hasPasskeys = (): boolean =>
  'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname);

/** What the server asks a device with, and what has to go back with the device's answer. */
export interface PasskeyOptions {
  options: unknown;
  state: string;
}

export interface PasskeyAnswer {
  credential: unknown;
  state: string;
}

/** The person said no, or the device could not. */
export class NoPasskey extends Error {}

async function ask(request: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await request();
    if (credential instanceof PublicKeyCredential) return credential.toJSON();
  } catch {
    // The browser says no more than that, so that a page learns nothing of the devices.
  }
  throw new NoPasskey();
}

export const makePasskey = async ({ options, state }: PasskeyOptions): Promise<PasskeyAnswer> => ({
  credential: await ask(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON) })),
  state,
});

export const answerByPasskey = async ({ options, state }: PasskeyOptions): Promise<PasskeyAnswer> => ({
  credential: await ask(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON) })),
  state,
});
