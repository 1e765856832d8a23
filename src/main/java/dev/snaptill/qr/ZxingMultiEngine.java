package dev.snaptill.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.Result;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.util.Map;

/** ZXing's reader of several codes, which does not mix up the corners of neighbours. */
final class ZxingMultiEngine implements Engine {
  private static final Map<DecodeHintType, ?> HINTS =
      Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE);

  private final QRCodeMultiReader reader = new QRCodeMultiReader();

  @Override
  public String name() {
    return "multi";
  }

  @Override
  public void read(Grey grey, Finds finds) {
    try {
      BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(ZxingEngine.source(grey)));
      for (Result result : reader.decodeMultiple(bitmap, HINTS)) {
        finds.add(result.getText());
      }
    } catch (NotFoundException e) {
      // No code: the usual end.
    }
  }
}
