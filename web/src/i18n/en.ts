import type { Messages } from './zh';

export const en: Messages = {
  word: { yes: 'yes', no: 'no', empty: 'empty', open: 'open', loading: 'Reading', close: 'Close', cancel: 'Leave it' },
  error: { network: 'The program cannot be reached. Try again when the network is back; what you wrote is kept.', status: 'The program did not answer (HTTP {status})', again: 'Try again' },
  frame: { not_live: 'The program cannot be reached and this page does not update by itself; it goes on by itself, and what is written stays.', without_network: 'No network: this is what was kept on this device at {at}. Monthly reports and findings can be written as usual and are sent when there is a network.', office: 'Administration', other: 'Other', menu: 'Menu', close_menu: 'Close the menu', ledger: 'Reform ledger', tools: 'Tools', skip: 'Skip to the content', sample: 'Sample city', leave: 'Sign out', scriptless: 'Pages without scripts', scriptless_here: 'This page without scripts', promise: 'Every figure in print leads to the records of its day' },
  find: { placeholder: 'Find records, screens, figures', found: 'Found', nothing: 'Nothing was found', screen: 'screen', figure: 'figure' },
  time: {
    now: 'Now', choose: 'Choose', asof: 'True on', known: 'As known at', go: 'Show this time', need_day: 'Choose a day',
    choice_then: 'As known then (recorded by the end of that day)', choice_now: 'As known now (with what was added and corrected later)', choice_at: 'As known on another day',
    known_then: 'as known then', known_now: 'as known now', known_other: 'as known on another day', known_at: 'as known on {at}', known_on: 'as known on {day}', true_on: 'true on {day}',
    you_see: 'You see the ledger of {day}, {knowledge}.', read_only: 'Nothing can be written. Lamps and delays are counted for that day.', back: 'Back to now', as_known_now: 'As known now instead',
    end_of_day: 'end of that day', nothing_known: 'By {day} the ledger held none of these records.',
  },
  basis: { records: 'counted', rule: 'rule', declared: 'declared' },
  trace: {
    title: 'Trace', of: 'Trace · {period}', place: 'figure {n}', open: '{title} {value}: where it comes from', none: 'no figure', what: 'What is counted', declared: 'declared by {unit} · {source}', to_confirm: 'This rule is not confirmed',
    before_start: 'The ledger had not begun on that day.', since: 'Since', more_changes: '{came} came, {went} went', moved: '{count} still counted, with changed content', no_change: 'no change',
    line: 'Values at the quarter ends from {from} to {to}: {values}', records: '{count} records', visible: '{count} for you to see', all: 'See all', fewer: 'Fewer', record: 'Record', from: 'From', slice: 'Slice',
    slices_of: 'Slices of {name}', so_from: 'from {day}', learned: 'known {day}', entries: 'Entries', hidden: '{count} more are counted that you may not see', proof: 'Proof', digest: 'SM3 of the lines', chain: 'Chain',
    last_entry: 'latest entry {seq}', check: 'Count the digest again here', check_same: 'SM3 of the lines is the digest', check_other: 'SM3 of the lines is not the digest', cite: 'Cite',
    citation: '{city}, {title}{sample}, {value}, as of {asof}, known {known}, SM3 {digest}.', sample: ' (sample)', copy: 'Copy as citation', copied: 'Copied', page: 'Open the trace page',
    replay_same: 'replay: same', replay_records: 'same value, records changed', replay_drift: 'drifted, now {value}',
  },
  signin: {
    title: 'Sign in', promise: 'Every printed figure\nleads to the records\nof its day.', cells: '{count} records', public: 'Public figures, without signing in', choose: 'Choose a post to enter', no_password: 'A sample city: no password. You can change the post at any time.',
    apart: 'Three administrators', apart_help: 'three separate posts; none sees what its rights withhold', with_password: 'With login name and password', by_post: 'Enter by a post', login: 'Login name', password: 'Password', enter: 'Sign in',
    forgotten: 'No account, or password forgotten? Ask the security administrator for a one-time link.', clock: 'The sample clock stands at {day} and only moves forward. Records were entered day by day, so they were known in their time.', made_up: 'Persons, document numbers, dates and percentages are made up. The sample mark cannot be switched off.',
  },
  desk: {
    title: 'My desk', items: '{count}', everyone: 'Other units too', none_own: 'Nothing of your post or unit is due. Below is all that is due among what you may see.', group_over: 'Over', group_today: 'Due today',
    group_soon: 'Within 3 working days', group_later: 'Later', over_by: '{days} working days over', today: 'today', left: '{days} working days left', over_by_hours: '{time} over', left_hours: '{time} left', provisional: 'holidays not announced yet: provisional', open: 'Open', open_name: 'Open {name}', all_of: 'All {count}',
    nothing_due: 'Nothing is due by {day}.', ledger: 'The ledger', go: 'Go on', read: 'Read the review', figures: 'See all figures', import: 'Import a workbook', note: 'Only what is yours stands here; use the search for the rest.',
  },
  figures: { title: 'Figures', period: 'Period', filter: 'Find by name', figure: 'Figure', value: 'Value', unit: 'Unit', basis: 'Basis', records: 'Records', definition: 'Definition', none: 'There is no such figure.' },
  reviews: {
    title: 'Reviews', help: 'Each publication is an edition that stays readable; a correction is a new edition.', edition: 'edition {n}', published: 'published {day}', figures: '{count} figures', none: 'No review was published yet.', open_page: 'Public page', corrected: 'This edition was corrected; see the newer one.',
    no_naked: 'No naked figure.', wordings: 'wordings', replay: 'replay: same {same} / {all}', counting: 'Counting again', list: 'Figures', list_help: '{count} figures in the order of the text', no: 'No.', replayed: 'Replay', same: 'same', drifted: 'drifted',
  },
  list: {
    count: '{count} records', narrowed: 'narrowed', search: 'Find in this list', columns: 'Columns', views: 'Views', drop_view: 'Drop the view {name}', no_views: 'No view was kept yet. Views are kept on this device.', view_name: 'Name of the view', device_full: 'The device is full: not kept. Drop some views or old drafts and try again.', keep: 'Keep', keep_view: 'Keep as a view',
    copy: 'Copy to Excel', copied: 'Loaded rows copied', new: 'New', none: 'There is no {what} yet.', none_narrowed: 'No record meets the conditions.', clear: 'Drop the conditions', rows: 'List of {what}', id: 'Id', loaded: 'The {loaded} rows loaded are printed, of {total}. Take the CSV for all.',
  },
  keys: { walk: 'up and down', open: 'open', new: 'new', find: 'find' },
  filter: {
    more: 'condition', field: 'Choose a column', how: 'How', value: 'Value', add: 'Add', drop: 'Drop the condition: {what}', is: 'is', not: 'is not', has: 'holds', contains: 'contains', from: 'at least / not before', to: 'at most / not after', empty: 'is empty', filled: 'is filled',
    words_is: '{field}: {value}', words_not: '{field}: not {value}', words_has: '{field} holds {value}', words_contains: '{field} contains “{value}”', words_from: '{field} ≥ {value}', words_to: '{field} ≤ {value}', words_empty: '{field} is empty', words_filled: '{field} is filled',
  },
  record: {
    slice: 'slice {n}', so_from: 'so from {day}', so_to: 'to {day}', learned: 'known {at}', change: 'Change', more: 'More', end: 'No longer so', withdraw: 'Never was so: withdraw', why: 'Why may I, or not', tab_record: 'Content', tab_history: 'History', tab_journal: 'Journal',
    show_empty: '{count} more are empty', hide_empty: 'Hide what is empty', not_then: 'The record did not exist at that time, or was not known.',
  },
  history: {
    happened: 'was so', learned: 'was known', go: 'Back to what was known on {day}', slice: 'Slice', so_from: 'From', so_to: 'To', known_from: 'Known', difference: 'What changed',
    entered: 'entered', until: 'corrected {at}', same_content: 'same content', earlier: 'slices recorded earlier',
  },
  journal: {
    title: 'Journal', help: 'Each entry bears the digest of the one before; whoever changes an old entry breaks the chain behind it.', chain: 'Chain', seq: 'Number', at: 'Entered', kind: 'Act', digest: 'SM3 digest', about: 'About', entries: 'Entries', last_at: 'Latest', head: 'Head', shared: 'shared by the city',
    chain_of: 'Chain {chain}', count: '{count} entries', upto: 'Back from number', go: 'Show', newer: 'Newer', older: 'Older', withheld: 'withheld', withheld_words: 'You may not see the record that this entry wrote. Its place and digest are open all the same, so that the chain can be checked.', entry: 'Entry {seq}',
    before: 'Before', after: 'After', written: 'What it wrote', actor: 'By', proof: 'Proof', prev: 'Digest of the entry before', tied: 'Tied to entry {seq}', broken: 'Does not agree with entry {seq}', first: 'The first of its chain', again: 'Have the program digest it again', no_entry: 'The journal has no such entry.',
    op_change: 'entered or changed', op_end: 'no longer so', op_withdraw: 'withdrawn', op_record: 'record', op_read: 'read', op_publish: 'published', op_seal: 'sealed', op_import: 'imported', op_export: 'exported', op_login: 'signed in', op_logout: 'signed out', op_factor: 'way to sign in', op_file: 'file', op_rule: 'rules', op_config: 'settings', op_erase: 'erased by law', op_departure: 'left a post', op_found: 'founded',
    search: 'Search this chain', from: 'From', to: 'To', any: 'any', by_post: 'Post', all: 'Show all', none: 'No such entry.', none_yet: 'None in this stretch; go on to older ones.', newest: 'Back to the newest',
  },
  remarks: { title: 'Comments and files', write: 'A sentence, signed by your post', say: 'Leave the comment', attach: 'Attach a file' },
  step: {
    follows: 'Its state will be “{state}”.', end_follows: 'No longer so from that day. What was so before stays and can be read.', withdraw_follows: 'Counted as never so. The slices and entries stay and can be read as known then.', from: 'From which day', why: 'Why', may_be_empty: 'may be empty', why_needed: 'Say why; it is kept in the journal.',
  },
  form: {
    new: 'New {what}', change: 'Change {what}', from: 'So from which day', from_help: 'What was so before stays. For something of the past choose its day.', why: 'Why', why_help: 'Kept in the journal.', save_new: 'Enter', save: 'Change', choose: 'Choose', search_ref: 'Find by name', required: 'required', errors: '{count} to be corrected',
    need: '“{field}” is needed', number: '“{field}” has to be a number', too_long: '“{field}” takes {max} characters at most', draft: 'Kept on this device {time}; it survives a crash', draft_found: 'What you had not finished was kept and is back.', draft_drop: 'Drop the draft', nothing: 'Nothing was changed yet', conflict: 'Somebody changed it while you were writing',
    conflict_help: 'Choose for each field, then enter it. Where only one side changed, that side is set already.', base: 'When you began', mine: 'Yours', theirs: 'Now', keep_mine: 'Use mine', keep_theirs: 'Use what is there', retry: 'Enter as chosen', optional: 'optional', more: 'More fields', past: 'You see the past: nothing can be written.', area: 'Home area', many_hint: 'several may be chosen',
  },
  import: {
    title: 'Import', step_choose: 'Choose', step_check: 'Check', step_confirm: 'Confirm', step_take: 'Take over', drop: 'Excel or CSV: the sheet as you keep it, no new layout', drop_here: 'Drop the file here, or', pick: 'choose a file', layout: 'Layout', auto: 'Find it out', check: 'Check', checking: 'Checking the whole',
    promise: 'The whole is checked first and everything found is said at once. Nothing is stored before you take it over.', nothing_stored: 'Nothing was stored yet', read: 'layout {layout} · {rows} rows read, all checked at once', must: '{count} to be corrected', confirm: '{count} to be confirmed', refused: 'The whole file cannot be taken',
    row: 'Row {row}', place: 'Row {row}, column {column}', whole: 'The whole file', written: 'Written', read_as: 'Read as', why: 'Why', empty: 'empty', copy: 'Annotated copy in Excel', copy_help: 'The annotated copy has the layout of your own sheet; each finding is a comment.', another: 'Check another file', take: 'Take over {rows} rows', taking: 'Writing',
    taken: '{name} was taken over: {made} records made, {changed} changed, {same} as before.', taken_confirm: '{rows} rows wait for a person. The registrar can withdraw the whole.', past: 'Past imports', past_help: 'One record an import; the whole can be withdrawn, and then no figure has changed.', file: 'File', taken_rows: 'Taken', to_confirm: 'To confirm', state: 'State', withdraw: 'Withdraw',
    why_withdraw: 'Why it is withdrawn', none: 'Nothing was imported yet.', more: '{count} more in the annotated copy', confirm_help: 'they do not stop the import, but a person must look at each', sheet: 'Sheet {name}', no_right: 'Importing takes the role of staff.', position: 'Place', nothing_found: 'Nothing to correct and nothing to confirm.',
    missing: '{count} names that no register has', missing_help: 'nothing is made up; what you tick is made with your consent, marked provisional, and withdrawn with this import', kind: 'Kind', rows: 'Rows', near: 'Nearly', consent: 'Consent', make: 'make, provisional', leave: 'leave out', given: 'What the workbook does not say of the record of the year', consent_take: 'Consent to what is ticked and take over', consent_go_on: 'Consent to what is ticked and go on', waiting: 'Waiting for consent', waiting_help: 'The job stands still until you answer, for a day at the most, and goes on then.',
    job: 'Job', queued: 'Others are before it; it starts when its turn comes', left_seconds: 'about {count} s left', left_minutes: 'about {count} min left', cancel: 'Cancel', job_help: 'Cancelling leaves nothing of it. You may leave this page: the work goes on, see Jobs.',
  },
  declarations: {
    title: 'Declarations', help: 'By these the program stores records, keeps rights and draws screens. What stands here is what runs.', digest: 'Digest', modules: 'Systems', entity: 'Entity', fields: 'Fields', field: 'Field', type: 'Type', class: 'Seen by', states: 'States and steps', step: 'Step', from: 'From', to: 'To', by: 'By',
    access: 'Rights', read: 'Read', write: 'Write', deny: 'Denied', help_word: 'Help', required: 'required', many: 'several', key: 'Natural key', history: 'History', two_time: 'two times', journal_only: 'journal only', public: 'Public', codes: 'Code lists', roles: 'Roles', count: '{count}', none: 'No steps are declared.', secrecy: 'Secrecy',
    class_open: 'open', class_internal: 'internal', class_personal: 'personal', class_sensitive: 'sensitive', class_secret_source: 'secret source', secrecy_public: 'public', secrecy_internal: 'internal', secrecy_work_secret: 'work secret', city_only: 'the program alone',
    type_text: 'text', type_code: 'code', type_int: 'whole number', type_bool: 'yes or no', type_date: 'day', type_instant: 'instant', type_decimal: 'decimal', type_money: 'money', type_ref: 'reference',
  },
  why: { title: 'Why', help: 'Ask of a record why you may see it, change it or take a step, or why not.', entity: 'Kind of record', id: 'Id', verb: 'To do what', read: 'see', write: 'change', ask: 'Ask', allowed: 'Allowed', refused: 'Not allowed', rule: 'The rule', roles: 'Roles that suffice', as: 'asked as {post}', step: 'decided by step {n}' },
  missing: { title: 'There is no such screen', words: 'The address is wrong, or there is nothing here for you to see.' },
};
