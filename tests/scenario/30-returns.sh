# Twenty units get their forms, fill them in and send them back; some are broken on purpose. What is in order is taken over,
# what is not is named with its cell, and who did not answer is named too.

step "a sample city; twenty units get their forms"
sample_city city
expect_exit 0 export city reform.task tasks.csv --columns lead_unit --filter "state = 'active'"
units=$(sed 1d tasks.csv | awk -F'"' '{ print $6 }' | sort -u | head -n 20)
expect_equal "units" "$(echo "$units" | wc -l | tr -d ' ')" 20
mkdir sent back
for unit in $units; do
    expect_exit 0 export city --for "$unit" "sent/$unit.xlsx" --stand 2017-12-31
    expect_file "sent/$unit.xlsx"
done
expect_exit 1 export city --for 没有这个单位 none.xlsx
[ ! -e none.xlsx ] || fail "a form for nobody"
expect_exit 2 export city --for 019 form.csv

step "they fill them in: the first six are broken, the seventh does not answer, the rest are in order"
number=0
for unit in $units; do
    number=$((number + 1))
    set -- 1:L2=90 "1:O2=示例进展$number"
    case $number in
    1) set -- "$@" "1:D2=另一件事" ;;           # a protected cell
    2) set -- "$@" "1:A2=4574847980850380847|9|0123456789abcdef0123456789abcdef" ;; # a key that never was
    3) set -- "$@" 1:L2=140 ;;                  # a percentage beyond 100
    4) set -- "$@" "4:B4=test" ;;               # the hidden sheet that says which form this is
    5) set -- "$@" "1:B1=编号" ;;               # a header
    6) stale=$unit ;;
    7)
        missing=$unit
        continue
        ;;
    8) twice=$unit ;;
    esac
    "$FORM_FILL" "sent/$unit.xlsx" "back/$unit.xlsx" "$@" || fail "the form of $unit cannot be filled in"
done
set -- $units
[ -n "$stale" ] && [ -n "$missing" ] && [ -n "$twice" ] || fail "too few units"
"$FORM_FILL" "sent/$twice.xlsx" back/again.xlsx 1:L2=10 || fail "no second file"
cp "back/$9.xlsx" back/copy.xlsx

step "while they do, one record changes"
expect_exit 0 export city reform.task stale.csv --columns code,reported_percent --filter "lead_unit.code = '$stale' and state = 'active'"
task=$(sed -n 2p stale.csv | sed 's/^"\([0-9]*\)|.*/\1/')
expect_exit 0 change city reform.task "$task" reported_percent=33

step "a trial of the folder stores nothing and says everything"
expect_exit 0 verify city
entries=$(head -n 1 "$out")
expect_exit 1 import city back --dry-run --annotate-folder notes
expect_contains "protected_edited" "另一件事" "key_edited" "value_unreadable" "form_edited" "header_edited" "stale_row" "33"
# The form whose hidden sheet was edited says nothing of its unit that could be believed: that unit counts as missing.
expect_contains "发出 20 个单位,交回 18 个,未交 2 个" "未交:" "($missing)" "($4)" "两份不同的文件" "两份相同的文件" "again.xlsx" "copy.xlsx"
expect_file notes/"$1".xlsx notes/"$stale".xlsx
[ ! -e notes/"$missing".xlsx ] || fail "a copy of what never came"
expect_exit 0 verify city
expect_equal "entries after the trial" "$(head -n 1 "$out")" "$entries"

step "the folder is taken in: whole files or none"
expect_exit 1 import city back
expect_contains "protected_edited" "另一件事" "key_edited" "value_unreadable" "form_edited" "header_edited" "stale_row" "33"
expect_contains "未交:" "($missing)" "两份不同的文件" "两份相同的文件" "again.xlsx" "copy.xlsx" "交回未收"
expect_exit 0 export city reform.task after.csv --columns code,reported_percent,note --filter "note contains '示例进展'"
expect_equal "tasks taken over" "$(sed 1d after.csv | wc -l | tr -d ' ')" 12
expect_exit 0 export city reform.task before.csv --columns code --filter "note contains '示例进展'" --asof 2017-12-30
expect_equal "before the stand" "$(sed 1d before.csv | wc -l | tr -d ' ')" 0
expect_exit 0 export city reform.task kept.csv --columns code,reported_percent --filter "reported_percent = 33"
grep -q "$task" kept.csv || fail "the newer value was overwritten"
expect_exit 0 verify city

step "the same folder again changes nothing"
entries=$(head -n 1 "$out")
expect_exit 1 import city back
expect_exit 0 verify city
expect_equal "entries after the second time" "$(head -n 1 "$out")" "$entries"

step "one mends the file and sends it again; the last one answers"
rm back/*
"$FORM_FILL" "sent/$1.xlsx" "back/$1.xlsx" 1:L2=95 || fail "no mended form"
"$FORM_FILL" "sent/$missing.xlsx" "back/$missing.xlsx" || fail "no late form"
expect_exit 0 import city back
expect_lacks "($missing)"

step "a form of another city is not known here"
sample_city other
expect_exit 1 import other "sent/$1.xlsx"
expect_contains "form_unknown"

step "records go out as a workbook and come back without a change"
expect_exit 0 export city reform.pilot pilots.xlsx
expect_exit 0 import city pilots.xlsx --as reform.pilot
expect_contains "新增 0,改动 0"
expect_exit 0 export city reform.task tasks.csv --lang en --bom
expect_exit 0 import city tasks.csv --as reform.task
expect_contains "新增 0,改动 0"
expect_exit 1 export city reform.task tasks.csv --filter "no_such = 1"
expect_exit 1 export city reform.task tasks.csv --columns no_such
expect_exit 2 export city reform.task tasks.pdf
expect_exit 2 export city no.such out.csv
