# Bash takes words apart at `=` and `:`. Before the program is asked they are put together again, and of the answers
# what stands before the last of these is cut off, since bash keeps it.
_burstsim() {
    local rest=$COMP_LINE last=-1 asked=0 part word i
    local -a joined=()
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            last=$((last + 1))
            joined[last]=
        fi
        rest=${rest#"$word"}
        part=$word
        if ((i == COMP_CWORD)); then
            asked=$last
            # Behind the cursor nothing counts; a separator before it does.
            [[ $word == [=:]* ]] || part=$2
        fi
        ((i > COMP_CWORD && last == asked)) || joined[last]+=$part
    done
    local typed=${joined[asked]} kept=
    [[ $typed == *[=:]* && $COMP_WORDBREAKS == *=* ]] && kept=${typed%"${typed##*[=:]}"}
    local -a COMP_WORDS=("${joined[@]}")
    local COMP_CWORD=$asked
    _clap_complete_burstsim "$1" "$typed" "$3"
    for i in "${!COMPREPLY[@]}"; do
        COMPREPLY[i]=${COMPREPLY[i]#"$kept"}
    done
}
if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -o nospace -o bashdefault -o nosort -F _burstsim burstsim
else
    complete -o nospace -o bashdefault -F _burstsim burstsim
fi
