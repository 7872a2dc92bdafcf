# On a terminal `./run LEDGER.xlsx` shows the names that no register has and asks; a no or nothing typed makes none of them, a yes
# makes them all, provisional. The script and the program are the real ones; what installs and compiles has been done already.

command -v script >/dev/null || skip "no program that opens a terminal (script)"
mkdir -p town/tools town/build-run bin
cp "$ROOT/run" town/run
cp "$ROOT/tools/packages.sh" town/tools/packages.sh
echo "# nothing more" >town/tools/packages.run
touch town/build-run/build.ninja
ln -s "$ZC" town/build-run/zhucheng
ln -s "$ROOT/modules" town/modules
ln -s "$ROOT/examples" town/examples
for tool in meson ninja; do
    printf '#!/bin/sh\nexit 0\n' >"bin/$tool"
    chmod +x "bin/$tool"
done
cp "$ROOT/examples/guiyang-2017/ledger-2017.xlsx" .
PATH=$PWD/bin:$PATH
export PATH
units() { sqlite3 town/city-own/city.db "SELECT count(*) FROM t_core_unit WHERE provisional = 1"; }
answers() { # TEXT: what a person types, on a terminal of 200 columns
    status=0
    printf '%b' "$1" | script -qec "stty cols 200; town/run --no-serve ledger-2017.xlsx" /dev/null >"$out" 2>"$err" || status=$?
}

step "a no makes nothing, and the run says that the file was refused"
answers '144\nn\n'
expect_equal "refused" "$status" 1
expect_contains 'approved_task_total = ' '[y/N]' '市财政局' 'refused'
expect_equal "nothing is made" "$(units)" 0

step "nor does a value that is none"
answers 'many\ny\n'
expect_equal "refused" "$status" 1
expect_equal "nothing is made" "$(units)" 0

step "the end of what is typed is a no"
answers '144\n'
expect_equal "refused" "$status" 1
expect_equal "nothing is made" "$(units)" 0

step "a yes makes them, and the figures of the year of the ledger follow"
answers '144\ny\n'
expect_equal "done" "$status" 0
expect_contains '收下 144 行' '2017H1'
expect_equal "provisional units" "$(units)" 74

step "without a terminal it asks nothing, says how to consent, and takes the words with it"
rm -rf town/city-own
status=0
town/run --no-serve ledger-2017.xlsx >"$out" 2>"$err" </dev/null || status=$?
expect_equal "refused" "$status" 1
expect_contains '--create-missing=' 'approved_task_total=?'
expect_lacks '[y/N]'
expect_equal "nothing is made" "$(units)" 0
status=0
town/run --no-serve ledger-2017.xlsx --create-missing=unit,post,record --leave-out=area --given=approved_task_total=144 >"$out" 2>"$err" </dev/null || status=$?
expect_equal "done" "$status" 0
expect_equal "provisional units" "$(units)" 74
