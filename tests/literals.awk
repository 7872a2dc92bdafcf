# Splits C sources for the lints. Comments never count.
#   awk -v want=strings -f literals.awk FILE…   prints FILE:LINE:text of each string literal; neighbours the compiler
#                                               would join are joined (a macro such as PRId64 between them too)
#   awk -v want=code -f literals.awk FILE…      prints FILE:LINE:code with strings emptied and comments removed
# Include lines are no strings.

function flush_string() {
    if (held != "" && want == "strings")
        print held_file ":" held_line ":" held
    held = ""
    between = ""
}

FNR == 1 {
    flush_string()
    in_comment = 0
}

{
    line = $0
    sub(/\r$/, "", line)
    code = ""
    if (!in_comment && line ~ /^[ \t]*#[ \t]*include/) {
        if (want == "strings")
            next
        print FILENAME ":" FNR ":" line
        next
    }
    while (line != "") {
        if (in_comment) {
            at = index(line, "*/")
            if (!at)
                break
            line = substr(line, at + 2)
            in_comment = 0
            code = code " "
            continue
        }
        at = match(line, /["'\/]/)
        if (!at) {
            code = code line
            between = between line
            break
        }
        code = code substr(line, 1, at - 1)
        between = between substr(line, 1, at - 1)
        mark = substr(line, at, 1)
        line = substr(line, at)
        if (substr(line, 1, 2) == "/*") {
            in_comment = 1
            line = substr(line, 3)
        } else if (substr(line, 1, 2) == "//") {
            break
        } else if (mark == "/") {
            code = code "/"
            between = between "/"
            line = substr(line, 2)
        } else {
            # An escaped character never ends the literal.
            if (mark == "\"")
                found = match(line, /^"([^"\\]|\\.)*"/)
            else
                found = match(line, /^'([^'\\]|\\.)*'/)
            length_ = found ? RLENGTH : length(line)
            text = substr(line, 2, length_ - 2)
            line = substr(line, length_ + 1)
            if (mark == "\"") {
                if (held != "" && between !~ /^([ \t]|PRI[a-zA-Z0-9]+)*$/)
                    flush_string()
                if (held == "") {
                    held_file = FILENAME
                    held_line = FNR
                }
                held = held (text == "" ? " " : text)
                code = code "\"\""
            } else {
                between = between "'"
                code = code "''"
            }
            if (mark == "\"")
                between = ""
        }
    }
    if (want == "code" && code ~ /[^ \t]/)
        print FILENAME ":" FNR ":" code
}

END { flush_string() }
