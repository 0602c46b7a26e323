import { ScaPartner, type Spoken } from '#testing/sca-partner';
import { type ContractCall, type ContractWise, LIN } from '../contract-wise';

/** A partner whose user is Lin, and who has never heard of SCA. */
export type Scene = {
  wise: ContractWise;
  partner: ScaPartner;
  /** An operation of the file as an address: the version that is spoken, Lin's ids. */
  at(operation: string, ids?: Record<string, string>): { method: string; path: string };
};

/** A call of an SCA operation in a scene of its own: nothing is left of the version that was spoken before. */
export function scaCall(
  operation: string,
  status: number,
  about: string,
  ask: (scene: Scene, address: { method: string; path: string }) => Promise<Spoken>,
): ContractCall {
  return {
    operation,
    status,
    about,
    send: async (wise) => {
      wise.get().state.sca.clear();
      const partner = new ScaPartner(wise);
      await partner.connect(LIN);
      const scene: Scene = {
        wise,
        partner,
        at: (named, ids = {}) => {
          const [method = '', path = ''] = named.split(' ');
          const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => ({ ...LIN, ...ids })[name] ?? '0');
          return { method, path: wise.versioned(filled) };
        },
      };
      return ask(scene, scene.at(operation));
    },
  };
}
