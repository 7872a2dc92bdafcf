import { topic } from '../topic';

export default topic(
  {
    take: '拍照作证', reducing: '正在缩小…', full: '一行至多 {many} 张', alt: '照片，{time} 拍', drop: '删去', drop_this: '删去 {time} 的照片', again: '再发', there: '已入账',
    how: '缩到 {most} 像素以内，去掉拍摄地点；摘要先算后发，账本里存的就是这一份。', same: '这张已经拍过，内容完全一样。', no_room: '本机存不下这张照片。请先把已拍的发出去。', no_picture: '读不出这张图片，请换一张或重拍。', waiting: '照片 {count} 张待发送',
  },
  {
    take: 'Take a photograph', reducing: 'Making it smaller…', full: 'At most {many} on one line', alt: 'Photograph of {time}', drop: 'Remove', drop_this: 'Remove the photograph of {time}', again: 'Send again', there: 'in the ledger',
    how: 'Reduced to {most} pixels, without the place where it was taken. The digest is counted before it is sent; the ledger keeps exactly this.', same: 'This one is there already, byte for byte.', no_room: 'This device has no room for the photograph. Send those taken first.', no_picture: 'This picture cannot be read. Take another one.', waiting: '{count} photographs to be sent',
  },
);
