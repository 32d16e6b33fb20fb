# Whether the hub signed a message. ID, AT and SIGNATURES are its headers webhook-id, webhook-timestamp and
# webhook-signature; its body, byte for byte, comes on standard input.
key=$(printf %s "${WEBHOOK_SECRET#whsec_}" | base64 --decode | od -An -v -tx1 | tr -d ' \n')
signed() { printf %s "$ID.$AT."; cat; }
mine="v1,$(signed | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"
age=$(( $(date +%s) - AT ))
[ "${age#-}" -le 300 ] || { echo "too old"; exit 1; }
case " $SIGNATURES " in
  *" $mine "*) echo "signed by the hub" ;;
  *) echo "not signed by the hub"; exit 1 ;;
esac
