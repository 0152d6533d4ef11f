# Completion of musiclink's command line for bash.

_musiclink() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' one words
  for one in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $one in
      run | check-config | login | detect | judge | resolve | status | shadow | store | version)
        command=$one
        break
        ;;
    esac
  done

  case $before in
    --config | --token-file)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      compopt -o filenames
      return
      ;;
    --server | --user | --since) return ;;
  esac

  case $command in
    '') words='run check-config login detect judge resolve status shadow store version --config' ;;
    run) words=--config ;;
    check-config) words='--config --online' ;;
    login) words='--server --user --token-file' ;;
    detect) words=--json ;;
    resolve) words='--config --json --explain' ;;
    status) words='--config --json' ;;
    shadow) words='--config --json --since --explain' ;;
    store) words='stat verify failures --config --json --since' ;;
    judge | version) words= ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$word")
}

complete -F _musiclink musiclink
