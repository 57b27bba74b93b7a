import type { Diagnostic } from '../base/diagnostic.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import { columnTypes } from '../base/column-type.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { placeAt, type SourceText } from '../base/source-text.ts';
import { bindArguments } from './bind-arguments.ts';
import type { Condition, Expression, ParsedTemplate, TemplatePart, TemplateUse } from './template.ts';
import { conditionWords, namingWords, words } from './words.ts';
