import type { FieldError } from '../api/types';
import type { Texts } from './en';

/** What is wrong with a field of a form, in the language of the page. */
export function fieldWords({ fields }: Texts, { code, min, max, nearest }: FieldError): string {
  switch (code) {
    case 'required':
      return fields.required;
    case 'length':
      return fields.length(min ?? 0, max ?? 0);
    case 'range':
      return fields.range(min ?? 0, max ?? 0);
    case 'characters':
      return fields.characters;
    case 'choice':
      return fields.choice;
    case 'email':
      return fields.email;
    case 'postalCode':
      return fields.postalCode;
    case 'contrast':
      return fields.contrast(nearest ?? '');
    case 'invalid':
      return fields.invalid;
  }
}
