// The words of the page. Short sentences; what happened and what follows.
export const zh = {
  word: { yes: '是', no: '否', empty: '空', open: '至今', loading: '正在读取', close: '关闭', cancel: '不改了' },
  error: { network: '连不上程序。网络恢复后再试，已写的内容还在。', status: '程序没有答上来（HTTP {status}）', again: '再试一次' },
  frame: { not_live: '连不上程序，画面不再自动更新；恢复后自动接上，写好的内容还在。', without_network: '没有网络：这是 {at} 存在本机的内容。月报和现场督察照常能写，有网后自动发出。', office: '系统管理', other: '其他', menu: '菜单', close_menu: '收起菜单', ledger: '改革台账', tools: '工具', skip: '跳到正文', sample: '示例城市', leave: '退出', scriptless: '不用脚本的页面', scriptless_here: '本页，不用脚本', promise: '印出来的每个数，都能查到当天的记录' },
  find: { placeholder: '查记录、画面、指标', found: '查到的', nothing: '没有查到', screen: '画面', figure: '指标' },
  time: {
    now: '现在', choose: '选时间', asof: '事实截至', known: '按何时所知', go: '看这个时间', need_day: '请选一个日期',
    choice_then: '当时所知（到那天为止记下的）', choice_now: '现在所知（含后来补记和更正的）', choice_at: '按另一天所知',
    known_then: '当时所知', known_now: '按现在所知', known_other: '按另一天所知', known_at: '按{at}所知', known_on: '按{day}所知', true_on: '事实截至{day}',
    you_see: '正在看 {day} · {knowledge} 的台账。', read_only: '不能填写。亮灯、逾期都按那天重算。', back: '回到现在', as_known_now: '改按现在所知',
    end_of_day: '当日24时', nothing_known: '到{day}为止，账本里还没有这些记录。', 
  },
  basis: { records: '计数', rule: '规则', declared: '填报' },
  trace: {
    title: '追溯', of: '追溯 · {period}', place: '第{n}个数', open: '{title} {value}，看来历', none: '无数', what: '数的是什么', declared: '{unit}填报 · {source}', to_confirm: '这条规则未确认',
    before_start: '这一天台账还没有开始记录。', since: '自', more_changes: '共增 {came} 条、减 {went} 条', moved: '{count} 条在数内，但内容有变', no_change: '没有变化',
    line: '{from} 至 {to} 各季末的数：{values}', records: '记录 {count} 条', visible: '您可见 {count} 条', all: '看全部', fewer: '收起', record: '记录', from: '起', slice: '切片',
    slices_of: '{name} 的切片', so_from: '{day}起', learned: '{day}得知', entries: '流水', hidden: '另有 {count} 条计入而您无权看', proof: '账本证明', digest: '记录摘要 SM3', chain: '所在链',
    last_entry: '最近一条流水 {seq}', check: '在本机验算摘要', check_same: '各行算出的 SM3 与摘要一致', check_other: '算出的 SM3 与摘要不一致', cite: '引注',
    citation: '{city}，{title}{sample}，{value}，事实截至{asof}，按{known}所知，SM3 {digest}。', sample: '（示例）', copy: '复制为引注', copied: '已复制', page: '打开追溯页',
    replay_same: '重放一致', replay_records: '数相同，记录有改动', replay_drift: '有变动，现为 {value}',
  },
  signin: {
    title: '登录', promise: '印出来的每个数，\n都能查到\n当天的记录。', cells: '{count} 条记录', public: '不登录，看公开的数', choose: '选一个岗位进入', no_password: '示例城市，不用密码。进去后随时可以换岗位。',
    apart: '三员分立', apart_help: '三个岗位互不相通，都看不到无权看的记录', with_password: '用登录名和口令', by_post: '按岗位进入', login: '登录名', password: '口令', enter: '登录',
    forgotten: '没有账号，或忘了口令？请向安全管理员要一条一次性链接。', clock: '示例时钟现为{day}，只往前走。装载时逐日写入，得知时间落在当时。', made_up: '人、文号、日期、百分比均为示例，与真实工作无关。示例标记不能关闭。',
  },
  desk: {
    title: '我的桌面', items: '{count} 件', everyone: '也看别的单位的', none_own: '本岗位、本单位没有到期的事。下面是您可看的全部到期事项。', group_over: '已逾期', group_today: '今天到期',
    group_soon: '3 个工作日内', group_later: '以后', over_by: '逾期 {days} 个工作日', today: '今天', left: '还剩 {days} 个工作日', over_by_hours: '超时 {time}', left_hours: '还剩 {time}', provisional: '放假安排未公布，暂定', open: '打开', open_name: '打开 {name}', all_of: '看全部 {count} 件',
    nothing_due: '到{day}为止没有到期的事。', ledger: '台账', go: '去做', read: '读综述', figures: '看全部指标', import: '导入工作簿', note: '这里只列归我办的事；别人的事请用查找。',
  },
  figures: { title: '指标', period: '期间', filter: '按名称找', figure: '指标', value: '数值', unit: '单位', basis: '依据', records: '记录', definition: '口径', none: '没有这样的指标。' },
  reviews: {
    title: '综述', help: '一次印发一版，版版可读。更正另出新版，旧版不动。', edition: '第{n}版', published: '{day}印发', figures: '{count} 个数', none: '还没有印发过综述。', open_page: '公开版', corrected: '这一版已有更正，请看新版。',
    no_naked: '本文无裸数。', wordings: '表述', replay: '重放一致 {same} / {all}', counting: '正在重放', list: '数据清单', list_help: '共 {count} 个数，按在文中出现的先后排列', no: '序', replayed: '重放', same: '一致', drifted: '有变动',
  },
  list: {
    count: '{count} 条', narrowed: '已加条件', search: '在此表中查找', columns: '列', views: '视图', drop_view: '删去视图 {name}', no_views: '还没有存过视图。视图存在本机。', view_name: '视图名称', device_full: '本机存不下了，没有存。删去几个视图或旧草稿再试。', keep: '存', keep_view: '存为视图',
    copy: '复制到 Excel', copied: '已复制已载入的行', new: '新增', none: '还没有{what}。', none_narrowed: '没有符合条件的记录。', clear: '去掉条件', rows: '{what}列表', id: '编号', loaded: '印出已载入的 {loaded} 条，共 {total} 条。全部请用 CSV。',
  },
  keys: { walk: '上下', open: '打开', new: '新增', find: '查找' },
  filter: {
    more: '加条件', field: '选一列', how: '怎样', value: '值', add: '加上', drop: '去掉条件：{what}', is: '是', not: '不是', has: '含', contains: '写有', from: '不早于/不少于', to: '不晚于/不多于', empty: '为空', filled: '不空',
    words_is: '{field}：{value}', words_not: '{field}：不是{value}', words_has: '{field}：含{value}', words_contains: '{field}写有“{value}”', words_from: '{field} ≥ {value}', words_to: '{field} ≤ {value}', words_empty: '{field}为空', words_filled: '{field}不空',
  },
  record: {
    slice: '第{n}片', so_from: '{day}起如此', so_to: '至{day}', learned: '{at}得知', change: '修改', more: '更多', end: '不再如此', withdraw: '从未如此，撤回', why: '为什么能或不能', tab_record: '内容', tab_history: '历史', tab_journal: '流水',
    show_empty: '另有 {count} 项为空', hide_empty: '收起空项', not_then: '那时还没有这条记录，或当时还不知道。',
  },
  history: {
    happened: '何时发生', learned: '何时得知', go: '回到{day}当时所知', slice: '切片', so_from: '起', so_to: '止', known_from: '得知', difference: '改了什么',
    entered: '记入', until: '至{at}被更正', same_content: '内容未变', earlier: '更早记录的切片',
  },
  journal: {
    title: '账本', help: '每条流水带着上一条的摘要；改动过去任何一条，后面的链就断。', chain: '链', seq: '序号', at: '记入时刻', kind: '动作', digest: '摘要 SM3', about: '写的是', entries: '流水', last_at: '最近一条', head: '链头', shared: '全市共用',
    chain_of: '{chain} 链', count: '共 {count} 条', upto: '从第几条往前看', go: '看', newer: '更新的', older: '更早的', withheld: '不予显示', withheld_words: '这条流水写的记录您无权看。它的位置和摘要照样公开，链可以核。', entry: '第 {seq} 条流水',
    before: '上一条', after: '下一条', written: '写了什么', actor: '由谁', proof: '证明', prev: '上一条的摘要', tied: '与第 {seq} 条相连', broken: '与第 {seq} 条的摘要对不上', first: '这是本链第一条', again: '由程序重算这条的摘要', no_entry: '账本里没有这一条。',
    op_change: '记入或改动', op_end: '不再如此', op_withdraw: '撤回', op_record: '记录', op_read: '查阅', op_publish: '印发', op_seal: '封存', op_import: '导入', op_export: '导出', op_login: '登录', op_logout: '退出', op_factor: '登录方式', op_file: '文件', op_rule: '规则', op_config: '设置', op_erase: '依法删除', op_departure: '离任', op_found: '建账',
    search: '在这条链里找', from: '从', to: '到', any: '不限', by_post: '岗位', all: '看全部', none: '没有这样的流水。', none_yet: '这一段里没有，可以接着往前找。', newest: '回到最新',
  },
  remarks: { title: '批注与附件', write: '写一句，署岗位', say: '留下批注', attach: '上传附件' },
  step: {
    follows: '之后状态为“{state}”。', end_follows: '从那天起不再如此。此前的事实不动，仍可查到。', withdraw_follows: '当作从未如此。原来的切片和流水仍在，按当时所知仍可看到。', from: '从哪天起', why: '为什么', may_be_empty: '可不填', why_needed: '请写明为什么，会记入账本。',
  },
  form: {
    new: '新增{what}', change: '修改 · {what}', from: '从哪天起如此', from_help: '此前的事实不动。补记往事就选那一天。', why: '为什么改', why_help: '会记入账本。', save_new: '记入', save: '修改', choose: '请选', search_ref: '按名称查', required: '要填', errors: '有 {count} 处要改',
    need: '“{field}”要填', number: '“{field}”应为数', too_long: '“{field}”最多 {max} 个字', draft: '已存本机 {time}，断网或关机不丢', draft_found: '上次没写完的内容还在，已放回。', draft_drop: '不要草稿', nothing: '还没有改动', conflict: '您改的时候，别人先改了',
    conflict_help: '逐项选定后再记入。只有一边改过的，已按改过的一边放好。', base: '您开始时', mine: '您写的', theirs: '现在是', keep_mine: '用我的', keep_theirs: '用现在的', retry: '按选定的记入', optional: '选填', more: '更多字段', past: '正在看过去，不能填写。', area: '归属区划', many_hint: '可选多个',
  },
  import: {
    title: '导入', step_choose: '选文件', step_check: '检查', step_confirm: '请人确认', step_take: '收下', drop: 'Excel 或 CSV，就用现在的表，不必改版式', drop_here: '把文件拖到这里，或', pick: '选文件', layout: '表样', auto: '自动认', check: '检查', checking: '正在整表检查',
    promise: '先整表检查一遍，一次说完所有问题。您点收下之前，不会存入任何内容。', nothing_stored: '还没有存入任何内容', read: '表样 {layout} · 读到 {rows} 行记录，一次查完', must: '必须改 {count} 处', confirm: '请人确认 {count} 处', refused: '整个文件不能收下',
    row: '第 {row} 行', place: '第 {row} 行 {column} 列', whole: '整个文件', written: '写的是', read_as: '读作', why: '为什么', empty: '空', copy: '导出标好的 Excel', copy_help: '标好的表与您的原表同一版式，问题写成批注。', another: '换文件再查', take: '收下 {rows} 行记录', taking: '正在写入',
    taken: '{name} 已收下：新增 {made} 条，改动 {changed} 条，不变 {same} 条。', taken_confirm: '待人确认 {rows} 行。整批可由组织登记员撤回。', past: '导入记录', past_help: '一次导入一条；整批可以撤回，撤回后没有一个数会变。', file: '文件', taken_rows: '已入账', to_confirm: '待确认', state: '状态', withdraw: '整批撤回',
    why_withdraw: '撤回原因', none: '还没有导入过。', more: '还有 {count} 处，见标好的表', confirm_help: '不挡收下，但每处要有人看', sheet: '工作表 {name}', no_right: '导入要有工作人员角色。', position: '位置', nothing_found: '没有要改的，也没有要确认的。',
    missing: '名录里没有的 {count} 个', missing_help: '不会自动新建；勾选的由您同意，新建后标为待核，随这次导入一起撤回', kind: '类别', rows: '用到的行', near: '最接近的', consent: '同意', make: '新建，待核', leave: '留空，待核', given: '年度记录中表里没有写明的', consent_take: '同意勾选的，收下', consent_go_on: '同意勾选的，继续', waiting: '待确认', waiting_help: '任务停在这里，等您答复（最多等一天），答复之后接着做。',
    job: '后台任务', queued: '前面还有任务，轮到就开始', left_seconds: '还需约 {count} 秒', left_minutes: '还需约 {count} 分钟', cancel: '取消', job_help: '取消后不留下任何内容；可以离开本页，任务照常进行，见“后台任务”。',
  },
  declarations: {
    title: '声明', help: '程序按这些声明存记录、管权限、画画面。这里看到的，就是正在用的。', digest: '声明摘要', modules: '系统', entity: '实体', fields: '字段', field: '字段', type: '类型', class: '谁可见', states: '状态与步骤', step: '步骤', from: '从', to: '到', by: '由谁',
    access: '权限', read: '可看', write: '可写', deny: '不许', help_word: '说明', required: '要填', many: '多个', key: '自然主键', history: '历史', two_time: '两个时间', journal_only: '只记流水', public: '公开', codes: '代码表', roles: '角色', count: '{count} 项', none: '没有声明步骤。', secrecy: '密级',
    class_open: '公开', class_internal: '内部', class_personal: '个人信息', class_sensitive: '敏感', class_secret_source: '线索来源', secrecy_public: '公开', secrecy_internal: '内部', secrecy_work_secret: '工作秘密', city_only: '仅程序',
    type_text: '文字', type_code: '代码', type_int: '整数', type_bool: '是否', type_date: '日期', type_instant: '时刻', type_decimal: '小数', type_money: '金额', type_ref: '指向',
  },
  why: { title: '为什么', help: '问一条记录：我为什么能看、能改、能办这一步，或为什么不能。', entity: '哪类记录', id: '编号', verb: '做什么', read: '看', write: '改', ask: '问', allowed: '可以', refused: '不可以', rule: '依据的规则', roles: '够格的角色', as: '以{post}的身份问', step: '第 {n} 步决定' },
  missing: { title: '没有这个画面', words: '地址写错了，或这里没有您可看的内容。' },
};
export type Messages = typeof zh;
